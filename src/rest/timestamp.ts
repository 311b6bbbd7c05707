/** Times between the wire (ISO 8601) and values (microseconds since 1970 UTC, days since 1970). */

/** 0001-01-01 and the end of 9999, in milliseconds: what four digits of a year can say. */
const FIRST_MILLISECOND = -62_135_596_800_000;
const LAST_MILLISECOND = 253_402_300_799_999;

/** Days since 1970 of a proleptic Gregorian date; month from 1. The civil calendar repeats every 400 years. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function monthLength(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return leap ? 29 : MONTH_LENGTHS[month - 1]!;
}

/** The number that `count` digits at `at` write, or NaN. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let end = at + count; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Days since 1970 of `YYYY-MM-DD` at the start of `text`; undefined when that is no date. */
function leadingDays(text: string): number | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (text[4] !== '-' || text[7] !== '-') return undefined;
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 0)) return undefined;
  return day <= monthLength(year, month) ? daysFromCivil(year, month, day) : undefined;
}

/** Days since 1970 of an ISO date, or of the date part of an ISO time; undefined when `text` is neither. */
export function parseDate(text: string): number | undefined {
  const days = leadingDays(text);
  return text.length === 10 || text[10] === 'T' ? days : undefined;
}

/** Offset from UTC in minutes of what follows the time: `Z`, `±hh:mm`, `±hhmm` or nothing (UTC). */
function offsetMinutes(text: string, at: number): number | undefined {
  const rest = text.length - at;
  if (rest === 0 || (rest === 1 && (text[at] === 'Z' || text[at] === 'z'))) return 0;
  const sign = text[at] === '+' ? 1 : text[at] === '-' ? -1 : 0;
  const colon = text[at + 3] === ':' ? 1 : 0;
  if (sign === 0 || rest !== 5 + colon) return undefined;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 3 + colon, 2);
  return hours <= 23 && minutes <= 59 ? sign * (hours * 60 + minutes) : undefined;
}

/**
 * Microseconds since 1970 of an ISO 8601 time (RFC 3339; digits past the sixth are cut off, a date alone is its
 * midnight, a time without zone is UTC); undefined when `text` is none. A bigint past ±2^53 (from the year 2255).
 */
export function parseTimestamp(text: string): number | bigint | undefined {
  const days = leadingDays(text);
  if (days === undefined) return undefined;
  if (text.length === 10) return parseTimestamp(`${text}T00:00:00Z`);
  if ((text[10] !== 'T' && text[10] !== ' ') || text[13] !== ':' || text[16] !== ':') return undefined;
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  let at = 19;
  let micros = 0;
  if (text[at] === '.') {
    let scale = 100_000;
    const first = ++at;
    for (; at < text.length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      micros += digit * scale;
      scale = scale > 1 ? scale / 10 : 0;
    }
    if (at === first) return undefined;
  }
  const offset = offsetMinutes(text, at);
  if (offset === undefined) return undefined;
  const seconds = days * 86_400 + (hour * 60 + minute - offset) * 60 + second;
  const total = seconds * 1_000_000 + micros;
  return Number.isSafeInteger(total) ? total : BigInt(seconds) * 1_000_000n + BigInt(micros);
}

/**
 * A time of day as `hh:mm:ss` with as many digits of the second as it has, at most six, as the engine has it;
 * undefined when `text` is none.
 */
export function parseTimeOfDay(text: string): string | undefined {
  const parts = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?$/.exec(text);
  if (parts === null) return undefined;
  const [, hour, minute, second = '00', fraction = ''] = parts;
  const rest = fraction.replace(/0+$/, '');
  const last = Number(hour) === 24 && `${minute}${second}${rest}` === '0000';
  if ((Number(hour) > 23 && !last) || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${hour!.padStart(2, '0')}:${minute}:${second}${rest === '' ? '' : `.${rest}`}`;
}

/** A time value in whole milliseconds, and whether something was cut off. */
export interface Milliseconds {
  readonly floor: number;
  readonly exact: boolean;
}

/** Milliseconds of a time value in microseconds; undefined for infinities and years that four digits cannot say. */
export function toMilliseconds(micros: unknown): Milliseconds | undefined {
  if (typeof micros !== 'number' && typeof micros !== 'bigint') return undefined;
  const rest = typeof micros === 'bigint' ? Number(micros % 1000n) : micros % 1000;
  const cut = rest < 0 ? rest + 1000 : rest;
  const floor = typeof micros === 'bigint' ? Number((micros - BigInt(cut)) / 1000n) : (micros - cut) / 1000;
  if (!(floor >= FIRST_MILLISECOND && floor <= LAST_MILLISECOND)) return undefined;
  return { floor, exact: cut === 0 };
}

/** ISO 8601 with milliseconds and `Z`. */
export function formatMilliseconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** `YYYY-MM-DD` of days since 1970; undefined for infinities and years that four digits cannot say. */
export function formatDate(days: number): string | undefined {
  const milliseconds = days * 86_400_000;
  if (!(milliseconds >= FIRST_MILLISECOND && milliseconds <= LAST_MILLISECOND)) return undefined;
  return formatMilliseconds(milliseconds).slice(0, 10);
}
