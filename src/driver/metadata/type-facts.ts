import { type DataType, isArrayType, type ScalarType } from '../../catalog/data-type.ts';

/** What metadata tells of a type. */
export interface TypeFacts {
  /** The constant of java.sql.Types. */
  readonly code: number;
  /** Digits, of numbers. */
  readonly precision?: number;
  readonly scale?: number;
}

/** The facts of a type. */
export function typeFacts(type: DataType): TypeFacts {
  if (isArrayType(type)) return { code: 2003 };
  const decimal = /^decimal\((\d+),(\d+)\)$/.exec(type);
  if (decimal) return { code: 3, precision: Number(decimal[1]), scale: Number(decimal[2]) };
  switch (type as Exclude<ScalarType, `decimal(${number},${number})`>) {
    case 'text':
      return { code: 12 };
    case 'boolean':
      return { code: 16 };
    case 'integer':
      return { code: 4, precision: 10, scale: 0 };
    case 'bigint':
      return { code: -5, precision: 19, scale: 0 };
    case 'double':
      return { code: 8, precision: 15 };
    case 'timestamp with time zone':
      return { code: 2014 };
    case 'timestamp':
      return { code: 93 };
    case 'date':
      return { code: 91 };
    case 'time':
      return { code: 92 };
    case 'bytea':
      return { code: -3 };
    case 'interval':
    case 'uuid':
    case 'json':
      return { code: 1111 };
  }
}
