/** A Date whose present runs faster and may be off; given dates stay what they are. The clock may be changed later. */
export function createFastDate(clock) {
  const RealDate = Date;
  return class FastDate extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(FastDate.now());
      else super(...parts);
    }

    static now() {
      const { epoch, factor, offset } = clock;
      return Math.floor(epoch + (RealDate.now() - epoch) * factor) + offset;
    }
  };
}
