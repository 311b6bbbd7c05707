/**
 * A set of keys that a scan has given, in 12 bytes a key. Keys are kept as 96-bit hashes under a seed of their own:
 * with a million rows, the chance that two different keys are taken for one is below 1 in 10^16.
 */
export class KeySet {
  readonly #seed: number;
  #table = new Uint32Array(3 * 1024);
  #size = 0;

  /** `seed` is any 32-bit number; a random one keeps anybody from choosing keys that collide. */
  constructor(seed: number) {
    this.#seed = seed >>> 0;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a key; false when it was there. */
  add(key: string): boolean {
    let first = this.#seed ^ 0x9e3779b9;
    let second = (this.#seed + 0x85ebca6b) | 0;
    let third = (this.#seed ^ 0xc2b2ae35) + key.length;
    for (let at = 0; at < key.length; at++) {
      const code = key.charCodeAt(at);
      first = Math.imul(first ^ code, 0x9e3779b1);
      second = Math.imul(second ^ code, 0x85ebca77);
      third = Math.imul(third ^ code, 0xc2b2ae3d);
      second ^= second >>> 15;
      third = (third << 13) | (third >>> 19);
    }
    first = Math.imul(first ^ (first >>> 16) ^ second, 0x85ebca6b);
    second = Math.imul(second ^ (second >>> 13) ^ third, 0xc2b2ae35);
    third = Math.imul(third ^ (third >>> 16) ^ first, 0x9e3779b1);
    first ^= first >>> 13;
    // A slot of three zeros is empty.
    return this.#insert(first >>> 0 || 1, second >>> 0, third >>> 0);
  }

  #insert(first: number, second: number, third: number): boolean {
    const table = this.#table;
    const slots = table.length / 3;
    let slot = second & (slots - 1);
    while (table[slot * 3] !== 0) {
      const at = slot * 3;
      if (table[at] === first && table[at + 1] === second && table[at + 2] === third) return false;
      slot = (slot + 1) & (slots - 1);
    }
    table[slot * 3] = first;
    table[slot * 3 + 1] = second;
    table[slot * 3 + 2] = third;
    this.#size++;
    if (this.#size > slots * 0.7) this.#grow();
    return true;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Uint32Array(old.length * 2);
    this.#size = 0;
    for (let at = 0; at < old.length; at += 3)
      if (old[at] !== 0) this.#insert(old[at]!, old[at + 1]!, old[at + 2]!);
  }
}
