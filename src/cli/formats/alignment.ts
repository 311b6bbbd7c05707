import type { DataType } from '../../index.ts';

/** Whether values of `type` are numbers, which stand to the right of their column. */
export function isNumeric(type: DataType): boolean {
  return /^(integer|bigint|double|decimal\(\d+,\d+\))$/.test(type);
}
