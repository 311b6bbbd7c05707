import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PropertyValues } from '../../catalog/property.ts';
import { DriverError, driverError } from '../../errors.ts';
import { readStatement } from '../../sql/statement.ts';

/** A view as the user wrote it. */
export interface ViewDefinition {
  readonly schema: string;
  readonly name: string;
  readonly sql: string;
  /** Where it stands, for errors. */
  readonly file: string;
}

/**
 * The views that a source's properties name: a JSON file of `{ "name": { "query": "SELECT …" } }`, or a folder in
 * which each `name.sql` is one. Throws `bad_property_value` for files that are not there or cannot be read as this, and
 * for views that are no single SELECT.
 */
export async function readViews(values: PropertyValues): Promise<readonly ViewDefinition[]> {
  const place = values.get('UserDefinedViews');
  if (typeof place !== 'string') return [];
  const schema = String(values.get('UserViewsSchemaName'));
  const found = await stat(place).catch((cause) => {
    throw driverError('bad_property_value', `UserDefinedViews names ${place}, which cannot be read.`, {
      cause,
    });
  });
  const views = found.isDirectory() ? await readFolder(place, schema) : await readJson(place, schema);
  for (const view of views) checkView(view);
  return views;
}

async function readFolder(folder: string, schema: string): Promise<readonly ViewDefinition[]> {
  const files = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (name) => {
      const file = path.join(folder, name);
      return { schema, name: path.parse(name).name, sql: await readFile(file, 'utf8'), file };
    }),
  );
}

async function readJson(file: string, schema: string): Promise<readonly ViewDefinition[]> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw driverError('bad_property_value', `The views in ${file} are no JSON: ${why}.`, { cause });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw badForm(file, 'It');
  return Object.entries(content).map(([name, value]) => {
    const sql =
      typeof value === 'object' && value !== null ? (value as { query?: unknown }).query : undefined;
    if (typeof sql !== 'string') throw badForm(file, `Its entry ${name}`);
    return { schema, name, sql, file };
  });
}

function badForm(file: string, what: string): DriverError {
  return driverError('bad_property_value', `The views in ${file} cannot be read: ${what} has another form.`, {
    hint: 'Write { "ActiveUsers": { "query": "SELECT …" } }.',
  });
}

function checkView(view: ViewDefinition): void {
  const { kind, parameterCount } = readView(view);
  const fault =
    kind !== 'select'
      ? 'is no SELECT'
      : parameterCount > 0
        ? 'has parameters, for which it has no values'
        : undefined;
  if (fault) throw driverError('bad_property_value', `${titleOf(view)} ${fault}.`);
}

function readView(view: ViewDefinition): ReturnType<typeof readStatement> {
  try {
    return readStatement(view.sql);
  } catch (error) {
    throw viewError(view, error);
  }
}

/** The failure of a view's own text: what it says, and which file to mend. */
export function viewError(view: ViewDefinition, error: unknown): unknown {
  if (!(error instanceof DriverError)) return error;
  // The view at fault is named already: this one only reads it.
  if (error.message.startsWith(titleBeginning)) return error;
  const { reason, message, hint, position, detail } = error;
  const place = position === undefined ? undefined : `At character ${position} of the view.`;
  return driverError(reason, `${titleOf(view)} cannot be used: ${message}`, {
    hint,
    detail: [place, detail].filter((part) => part !== undefined).join(' ') || undefined,
    cause: error,
  });
}

const titleBeginning = 'The view ';

function titleOf({ schema, name, file }: ViewDefinition): string {
  return `${titleBeginning}${schema}.${name} (${file})`;
}
