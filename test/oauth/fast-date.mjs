/** A Date whose present runs faster and may be off; given dates stay what they are. */
export function createFastDate({ epoch, factor, offset }) {
  const RealDate = Date;
  return class FastDate extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(FastDate.now());
      else super(...parts);
    }

    static now() {
      return Math.floor(epoch + (RealDate.now() - epoch) * factor) + offset;
    }
  };
}
