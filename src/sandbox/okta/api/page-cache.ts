/** A written answer: what its body holds, and where the next page begins. */
export interface WrittenAnswer {
  readonly list: boolean;
  readonly body: Buffer;
  readonly rows: number;
  readonly next: URLSearchParams | undefined;
}

/** Answers that were written before, up to a number of bytes; the longest unused go first. */
export interface PageCache {
  /** The answer for a key that was seen before, else what `write` gives. */
  get(key: string, write: () => WrittenAnswer): WrittenAnswer;
}

/** Keeps up to `capacity` bytes of answers. */
export function createPageCache(capacity: number): PageCache {
  const answers = new Map<string, WrittenAnswer>();
  let bytes = 0;
  const forget = (key: string) => {
    bytes -= answers.get(key)?.body.length ?? 0;
    answers.delete(key);
  };
  return {
    get: (key, write) => {
      const answer = answers.get(key) ?? write();
      forget(key);
      answers.set(key, answer);
      bytes += answer.body.length;
      for (const oldest of answers.keys()) {
        if (bytes <= capacity) break;
        forget(oldest);
      }
      return answer;
    },
  };
}
