import { isSymbol, isWord, nameOf } from './name.ts';
import { applyEdits, type Edit } from './position.ts';
import { quoteIdentifier } from './quote.ts';
import { parametersOf, type StatementText } from './statement.ts';
import { type Token, tokenize } from './token.ts';

/** A query that others can read like a table. */
export interface NamedQuery {
  readonly schema: string;
  readonly name: string;
  /** Names of its columns, unique without regard to case. */
  readonly columns: readonly string[];
  /** In the engine's dialect, without parameters. */
  readonly sql: string;
}

/**
 * `text` with the queries before it as common tables, each of which may read those before it. `schema.name` becomes
 * `name`. Positions still lead to the text as written; those in the queries to where the statement begins.
 */
export function withNamedQueries(text: StatementText, queries: readonly NamedQuery[]): StatementText {
  const tokens = tokenize(text.sql);
  const list = queries.map((query) => commonTable(query, queries)).join(', ');
  const own = isWord(tokens[0], 'with') ? tokens[isWord(tokens[1], 'recursive') ? 1 : 0] : undefined;
  const beginning: Edit =
    own === undefined
      ? { start: tokens[0]!.start, end: tokens[0]!.start, text: `WITH ${list} ` }
      : { start: own.end, end: own.end, text: ` ${list},` };
  const edits = [beginning, ...qualifierEdits(tokens, queries)];
  const sql = applyEdits(text.sql, edits);
  return { ...text, sql, edits: [...text.edits, edits], parameters: parametersOf(sql) };
}

function commonTable({ name, columns, sql }: NamedQuery, queries: readonly NamedQuery[]): string {
  const list = columns.map(quoteIdentifier).join(', ');
  const body = applyEdits(sql, qualifierEdits(tokenize(sql), queries));
  // The line break ends a comment that the query may end with.
  return `${quoteIdentifier(name)}(${list}) AS NOT MATERIALIZED (${body}\n)`;
}

/** A name may be a keyword, which needs quotes once nothing stands before it. */
function qualifierEdits(tokens: readonly Token[], queries: readonly NamedQuery[]): readonly Edit[] {
  return tokens.flatMap((token, index) => {
    const query = isQualifier(tokens, index) ? findQuery(tokens, index, queries) : undefined;
    if (query === undefined) return [];
    return [{ start: token.start, end: tokens[index + 2]!.end, text: quoteIdentifier(query.name) }];
  });
}

function isQualifier(tokens: readonly Token[], index: number): boolean {
  return isSymbol(tokens[index + 1], '.') && !isSymbol(tokens[index - 1], '.');
}

function findQuery(
  tokens: readonly Token[],
  index: number,
  queries: readonly NamedQuery[],
): NamedQuery | undefined {
  const [schema, name] = [tokens[index], tokens[index + 2]].map((token) => nameOf(token)?.toLowerCase());
  return queries.find((query) => query.schema.toLowerCase() === schema && query.name.toLowerCase() === name);
}
