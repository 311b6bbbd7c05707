import { isSymbol, nameOf } from '../sql/name.ts';
import { tokenize } from '../sql/token.ts';

/*
 * Functions of other dialects, as macros: they are put into the statement before it is optimised, so they fold, and
 * are pushed, like what they stand for. docs/functions.md says what each does. Where PostgreSQL has a function of the
 * same name, PostgreSQL's is kept, and there is none here.
 */

/** The text of a date is taken for a timestamp. */
const moment = 'coalesce(moment, CAST(NULL AS TIMESTAMP))';
const earlier = 'coalesce(earlier, CAST(NULL AS TIMESTAMP))';
const later = 'coalesce(later, CAST(NULL AS TIMESTAMP))';

/** The engine's name of the date part `part`, of which SQL Server knows several spellings. */
const unit = `CASE lower(part)
  WHEN 'yy' THEN 'year' WHEN 'yyyy' THEN 'year'
  WHEN 'qq' THEN 'quarter' WHEN 'q' THEN 'quarter'
  WHEN 'mm' THEN 'month' WHEN 'm' THEN 'month'
  WHEN 'dy' THEN 'dayofyear' WHEN 'y' THEN 'dayofyear'
  WHEN 'dd' THEN 'day' WHEN 'd' THEN 'day'
  WHEN 'wk' THEN 'week' WHEN 'ww' THEN 'week' WHEN 'iso_week' THEN 'week' WHEN 'isowk' THEN 'week' WHEN 'isoww' THEN 'week'
  WHEN 'dw' THEN 'weekday'
  WHEN 'hh' THEN 'hour'
  WHEN 'mi' THEN 'minute' WHEN 'n' THEN 'minute'
  WHEN 'ss' THEN 'second' WHEN 's' THEN 'second'
  WHEN 'ms' THEN 'millisecond' WHEN 'mcs' THEN 'microsecond'
  ELSE lower(part) END`;

const datePart = `CASE ${unit}
  WHEN 'weekday' THEN 1 + date_part('dow', ${moment})
  WHEN 'millisecond' THEN date_part('millisecond', ${moment}) % 1000
  WHEN 'microsecond' THEN date_part('microsecond', ${moment}) % 1000000
  ELSE date_part(${unit}, ${moment}) END`;

const span = `CASE ${unit}
  WHEN 'year' THEN to_years(CAST(number AS INTEGER))
  WHEN 'quarter' THEN to_months(CAST(3 * number AS INTEGER))
  WHEN 'month' THEN to_months(CAST(number AS INTEGER))
  WHEN 'week' THEN to_days(CAST(7 * number AS INTEGER))
  WHEN 'day' THEN to_days(CAST(number AS INTEGER))
  WHEN 'dayofyear' THEN to_days(CAST(number AS INTEGER))
  WHEN 'weekday' THEN to_days(CAST(number AS INTEGER))
  WHEN 'hour' THEN to_hours(CAST(number AS BIGINT))
  WHEN 'minute' THEN to_minutes(CAST(number AS BIGINT))
  WHEN 'second' THEN to_seconds(number)
  WHEN 'millisecond' THEN to_milliseconds(number)
  WHEN 'microsecond' THEN to_microseconds(CAST(number AS BIGINT))
  ELSE error('There is no date part ' || part) END`;

const weekday = `CASE lower(weekday)
  WHEN 'monday' THEN 0 WHEN 'tuesday' THEN 1 WHEN 'wednesday' THEN 2 WHEN 'thursday' THEN 3 WHEN 'friday' THEN 4
  WHEN 'saturday' THEN 5 WHEN 'sunday' THEN 6 ELSE error('There is no weekday ' || weekday) END`;

/** Behind the first `start - 1` characters, counted from 1; 0 where `part` is not found. */
const found = 'instr(substring(whole, greatest(start, 1)), part)';
const position = `CASE WHEN ${found} = 0 THEN 0 ELSE ${found} + greatest(start, 1) - 1 END`;

/** Digits of `number`; stars where they are longer than `size`. */
const digits = (size: string, places: string) => {
  const text = `printf('%.' || CAST(${places} AS VARCHAR) || 'f', CAST(number AS DOUBLE))`;
  return `CASE WHEN length(${text}) > ${size} THEN repeat('*', ${size}) ELSE ${text} END`;
};

const firstOfWeek = `CAST(date_trunc('week', ${moment} + INTERVAL 1 DAY) - INTERVAL 1 DAY AS DATE)`;

const masked = (before: string, behind: string) =>
  `left(text, ${before}) || repeat(mark, greatest(length(text) - (${before}) - (${behind}), 0)) || right(text, ${behind})`;

const numbers = "CAST(json_extract(document, replace(path, '[x]', '[*]')) AS DOUBLE[])";

/** Letters that sound alike have one digit. Vowels part them; H and W do not, but where they begin the word. */
const letters = "upper(regexp_replace(text, '[^A-Za-z]', '', 'g'))";
const sounding = "'BFPVCGJKQSXZDTLMNRAEIOUYHW'";
const sounds = `translate(left(${letters}, 1), ${sounding}, '11112222222233455600000000')
  || translate(substring(${letters}, 2), ${sounding}, '111122222222334556000000')`;
const runs = [1, 2, 3, 4, 5, 6].reduce(
  (text, digit) => `regexp_replace(${text}, '${digit}+', '${digit}', 'g')`,
  `(${sounds})`,
);
const soundex = `rpad(left(${letters}, 1) || left(replace(substring(${runs}, 2), '0', ''), 3), 4, '0')`;

/** The likeness of a LIKE pattern without its leading %, as a regular expression. */
const pattern = "replace(replace(regexp_escape(ltrim(pattern, '%')), '\\%', '.*?'), '_', '.')";

/** By name, in lower case: parameters and body of each form. */
export const functionLibrary: Readonly<Record<string, readonly string[]>> = {
  // Text
  charindex: ['(part, whole) AS instr(whole, part)', `(part, whole, start) AS ${position}`],
  endswith: ['(text, part) AS suffix(text, part)'],
  hashbytes: [
    `(algorithm, value) AS CASE upper(algorithm) WHEN 'MD5' THEN unhex(md5(value)) WHEN 'SHA1' THEN unhex(sha1(value))
     WHEN 'SHA2_256' THEN unhex(sha256(value)) ELSE error('There is no algorithm ' || algorithm) END`,
  ],
  indexof: [
    '(whole, part) AS instr(whole, part) - 1',
    `(whole, part, begin) AS instr(substring(whole, greatest(begin, 0) + 1), part)
       + CASE WHEN instr(substring(whole, greatest(begin, 0) + 1), part) = 0 THEN -1 ELSE greatest(begin, 0) - 1 END`,
  ],
  isnull: ['(value, replacement) AS coalesce(value, replacement)'],
  locate: ['(part, whole) AS instr(whole, part)', `(part, whole, start) AS ${position}`],
  mask: [
    `(text, mark) AS ${masked('0', '0')}`,
    `(text, mark, before) AS ${masked('before', '0')}`,
    `(text, mark, before, behind) AS ${masked('before', 'behind')}`,
  ],
  nchar: ['(code) AS chr(code)'],
  octet_length: [
    '(text VARCHAR) AS strlen(text)',
    '(bytes BLOB) AS system.main.octet_length(bytes)',
    '(bits BIT) AS system.main.octet_length(bits)',
  ],
  patindex: [
    `(pattern, text) AS CASE WHEN pattern IS NULL OR text IS NULL THEN NULL WHEN text NOT LIKE pattern THEN 0
     WHEN pattern NOT LIKE '\\%%' ESCAPE '\\' OR ltrim(pattern, '%') = '' THEN 1
     ELSE 1 + length(regexp_extract(text, '(?s)^(.*?)' || ${pattern} || '$', 1)) END`,
  ],
  quotename: [
    "(name) AS '[' || replace(name, ']', ']]') || ']'",
    `(name, mark) AS CASE WHEN mark IN ('[', ']') THEN '[' || replace(name, ']', ']]') || ']'
     WHEN mark IN ('"', '''') THEN mark || replace(name, mark, mark || mark) || mark END`,
  ],
  replicate: ['(text, times) AS repeat(text, times)'],
  soundex: [`(text) AS ${soundex}`],
  space: ["(times) AS repeat(' ', times)"],
  split: [
    '(text, separator) AS string_split(text, separator)',
    '(text, separator, place) AS string_split(text, separator)[place]',
  ],
  startswith: ['(text, part) AS starts_with(text, part)'],
  str: [
    `(number) AS ${digits('10', '0')}`,
    `(number, size) AS ${digits('size', '0')}`,
    `(number, size, places) AS ${digits('size', 'places')}`,
  ],
  stuff: [
    `(text, start, size, part) AS CASE WHEN start < 1 OR size < 0 OR start > length(text) THEN NULL
     ELSE left(text, start - 1) || part || substring(text, start + size) END`,
  ],
  tostring: ['(value) AS CAST(value AS VARCHAR)'],

  // JSON
  json_avg: [`(document, path) AS list_avg(${numbers})`],
  json_count: ["(document, path) AS len(json_extract(document, replace(path, '[x]', '[*]')))"],
  json_max: [`(document, path) AS list_max(${numbers})`],
  json_min: [`(document, path) AS list_min(${numbers})`],
  json_sum: [`(document, path) AS list_sum(${numbers})`],

  // Dates and times
  date_trunc2: [
    `(part, moment) AS date_trunc(part, ${moment})`,
    `(part, moment, weekday) AS CASE lower(part)
     WHEN 'week' THEN date_trunc('week', ${moment} - to_days(${weekday})) + to_days(${weekday})
     ELSE date_trunc(part, ${moment}) END`,
  ],
  dateadd: [`(part, number, moment) AS ${moment} + ${span}`],
  datediff: [
    `(part, earlier, later) AS date_diff(CASE ${unit} WHEN 'dayofyear' THEN 'day' WHEN 'weekday' THEN 'day'
     ELSE ${unit} END, ${earlier}, ${later})`,
  ],
  datefromparts: ['(year, month, day) AS make_date(year, month, day)'],
  datename: [
    `(part, moment) AS CASE ${unit} WHEN 'month' THEN monthname(${moment}) WHEN 'weekday' THEN dayname(${moment})
     ELSE CAST(${datePart} AS VARCHAR) END`,
  ],
  datepart: [`(part, moment) AS ${datePart}`],
  datetime2fromparts: [
    `(year, month, day, hour, minute, second, fraction, digits) AS
     make_timestamp(year, month, day, hour, minute, second + fraction / CAST(10 ** digits AS DOUBLE))`,
  ],
  datetimefromparts: [
    `(year, month, day, hour, minute, second, millisecond) AS
     make_timestamp(year, month, day, hour, minute, second + millisecond / 1000.0)`,
  ],
  dayofweek: [`(moment) AS 1 + date_part('dow', ${moment})`],
  eomonth: [
    `(moment) AS last_day(${moment})`,
    `(moment, months) AS last_day(${moment} + to_months(CAST(months AS INTEGER)))`,
  ],
  fdmonth: [`(moment) AS CAST(date_trunc('month', ${moment}) AS DATE)`],
  fdquarter: [`(moment) AS CAST(date_trunc('quarter', ${moment}) AS DATE)`],
  fdweek: [`(moment) AS ${firstOfWeek}`],
  from_days: ["(days) AS DATE '0001-01-01' + CAST(days - 366 AS INTEGER)"],
  from_unixtime: [
    '(seconds) AS to_timestamp(seconds)',
    `(units, seconds) AS make_timestamptz(CAST(units AS BIGINT) * CASE WHEN seconds = 0 THEN 1000 ELSE 1000000 END)`,
  ],
  getdate: ['() AS now()'],
  getutcdate: ['() AS now()'],
  isdate: ['(text) AS try_cast(text AS TIMESTAMP) IS NOT NULL'],
  last_month: ['() AS current_date() - INTERVAL 1 MONTH'],
  last_week: ['() AS current_date() - INTERVAL 7 DAYS'],
  last_year: ['() AS current_date() - INTERVAL 1 YEAR'],
  ldmonth: [`(moment) AS last_day(${moment})`],
  ldquarter: [`(moment) AS last_day(date_trunc('quarter', ${moment}) + INTERVAL 2 MONTHS)`],
  ldweek: [`(moment) AS ${firstOfWeek} + 6`],
  makedate: ['(year, days) AS make_date(year, 1, 1) + CAST(days - 1 AS INTEGER)'],
  smalldatetimefromparts: [
    '(year, month, day, hour, minute) AS make_timestamp(year, month, day, hour, minute, 0)',
  ],
  sysdatetime: ['() AS now()'],
  sysutcdatetime: ['() AS now()'],
  timefromparts: [
    `(hour, minute, second, fraction, digits) AS
     make_time(hour, minute, second + fraction / CAST(10 ** digits AS DOUBLE))`,
  ],

  // Numbers
  atn2: ['(y, x) AS atan2(y, x)'],
  negate: ['(number) AS -number'],
  rand: ['() AS random()'],
  square: ['(number) AS number * number'],
};

/** The names of the library's functions that `sql` calls, in lower case. */
export function libraryCalls(sql: string): ReadonlySet<string> {
  const tokens = tokenize(sql);
  const calls = tokens.flatMap((token, index) => {
    const name = isSymbol(tokens[index + 1], '(') ? nameOf(token)?.toLowerCase() : undefined;
    return name !== undefined && Object.hasOwn(functionLibrary, name) ? [name] : [];
  });
  return new Set(calls);
}
