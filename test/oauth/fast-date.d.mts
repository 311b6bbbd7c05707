/** All in milliseconds; `epoch` since 1970, in real time: when the fast time began. */
export function createFastDate(clock: {
  readonly epoch: number;
  readonly factor: number;
  readonly offset: number;
}): DateConstructor;
