/** Something that is opened when it is first asked for, once. A failure is forgotten: the next call tries again. */
export class Lazy<T> {
  readonly #open: () => Promise<T>;
  #opened: Promise<T> | undefined;

  constructor(open: () => Promise<T>) {
    this.#open = open;
  }

  get(): Promise<T> {
    if (this.#opened === undefined) {
      const opened = this.#open();
      this.#opened = opened;
      opened.catch(() => {
        if (this.#opened === opened) this.#opened = undefined;
      });
    }
    return this.#opened;
  }

  /** Calls `close` with what was opened, if anything was; waits for an opening under way. */
  async close(close: (value: T) => Promise<void> | void): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    if (opened !== undefined) await close(opened);
  }
}
