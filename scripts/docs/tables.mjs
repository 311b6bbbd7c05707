import { code, generated, markdownTable } from './markdown.mjs';

/** The list of all tables of a declared source. */
export function tableIndexPage({ name, description, tables }) {
  const rows = tables.map((table) => [
    `[${table.name}](${table.name}.md)`,
    table.description,
    table.primaryKey.map(code).join(', '),
    (table.requiredKeys ?? []).map(({ column }) => code(column)).join(', '),
    (table.scopes ?? []).map(code).join(', '),
    table.needs ?? '',
  ]);
  return `${generated}
# Tables of ${name}

${description}

${markdownTable(['Table', 'Rows', 'Key', 'Listed by', 'Scope', 'Needs'], rows)}
"Listed by": the source lists the table only for given values of that column. A statement may leave them out; they are
then taken from a join, or from the parent table.
`;
}

/** One table: its columns, how it is read, and which conditions the source applies. */
export function tablePage(source, table) {
  const { description, columns, primaryKey, foreignKeys = [], requiredKeys = [], scopes = [], needs } = table;
  const facts = [
    primaryKey.length > 0 ? `Key: ${primaryKey.map(code).join(', ')}` : 'No key',
    ...foreignKeys.map(reference),
    ...requiredKeys.map(
      ({ column, table: parent, references }) =>
        `Listed by ${code(column)}: a condition, a join, or else every ${code(`${parent}.${references}`)} gives the values`,
    ),
    `${scopes.length === 1 ? 'Scope' : 'Scopes'}: ${scopes.map(code).join(', ')}`,
    ...(needs ? [`Needs: ${needs}`] : []),
  ];
  const custom = table.customColumns
    ? `\nBesides these, each custom attribute of the org's ${table.customColumns} schemas is a column ${code('Profile…')} of its own type.\n`
    : '';
  return `${generated}
# ${source.name}.${table.name}

${description}

${facts.map((fact) => `- ${fact}\n`).join('')}
## Columns

${markdownTable(['Column', 'Type', 'NULL', 'Meaning'], columns.map(columnRow))}${custom}
## Ways to read

The cheapest that serves the statement is taken; EXPLAIN shows which. One that may lag behind writes is taken only
where it saves much, and never with ${code('Consistency=Strict')}.

${table.reads.map((read) => readSection(read, table)).join('\n')}`;
}

function reference({ columns, table, references }) {
  const to = references.map((column) => code(`${table}.${column}`)).join(', ');
  return `${columns.map(code).join(', ')} refers to [${to}](${table}.md)`;
}

function columnRow({ name, type, nullable, description = '', enumeration }) {
  const values = enumeration ? ` One of ${enumeration.map(code).join(', ')}.` : '';
  return [code(name), type, nullable === false ? 'no' : '', description + values];
}

function readSection(read, table) {
  const facts = [
    `Calls: ${callsOf(read)}`,
    ...(read.eventual ? ['May lag behind writes at the source'] : []),
    ...(read.notFound ? ['What does not exist gives no rows'] : []),
    ...(read.noRowsOn
      ? [`${read.noRowsOn.map(code).join(' or ')} means that there are no such rows; a warning says so`]
      : []),
    ...orderFacts(read),
    ...rangeFacts(read),
  ];
  const conditions = conditionRows(read, table);
  const pushed =
    conditions.length > 0
      ? `\n${markdownTable(['Condition on', 'Exact', 'Rechecked by the engine'], conditions)}`
      : '';
  return `### ${read.name}: ${code(`GET ${read.path}`)}\n\n${facts.map((fact) => `- ${fact}\n`).join('')}${pushed}`;
}

function callsOf({ path, paging, single, parameters = {} }) {
  const keys = [...path.matchAll(/\{(\w+)\}/g)].map((match) => code(match[1]));
  const listed = Object.entries(parameters).filter(([, { values }]) => values);
  const each = [
    keys.length > 0 ? ` for each ${keys.join(' and ')}` : '',
    ...listed.map(
      ([column, { values }]) => ` for each of ${Object.keys(values).length} values of ${code(column)}`,
    ),
  ].join('');
  if (single) return `one${each}`;
  const rows = paging?.size?.default;
  return rows === undefined ? `one${each}` : `one per ${rows.toLocaleString('en')} rows${each}`;
}

function orderFacts({ order }) {
  if (!order) return [];
  const columns = Object.keys(order.columns).map(code).join(', ');
  return [`Gives rows in the order of one of ${columns}, for ORDER BY with LIMIT`];
}

function rangeFacts({ range }) {
  if (!range) return [];
  const { column, from, until, defaultDays, defaultDaysProperty, keptDays } = range;
  const sent = [
    `A range of ${code(column)} goes into ${code(from)} and ${code(until)}`,
    ...(keptDays ? [`What is older than ${keptDays} days is gone from the source; a warning says so`] : []),
  ];
  if (defaultDays === undefined) return sent;
  const changed = defaultDaysProperty ? ` (${code(defaultDaysProperty)} changes that)` : '';
  return [
    ...sent,
    `Without a lower bound on ${code(column)} only the last ${defaultDays} days are read, with a warning${changed}`,
  ];
}

/** For each column with a filter: the operators that the source honours exactly, and those it narrows by. */
function conditionRows({ path, parameters = {}, expression }, { columns }) {
  const rows = [];
  for (const { name } of columns) {
    const operators = [];
    if (path.includes(`{${name}}`)) operators.push(['=', 'exact'], ['in', 'exact']);
    if (parameters[name]) {
      const { support, eachValue, values } = parameters[name];
      operators.push(['=', support], ...(eachValue || values ? [['in', support]] : []));
    }
    operators.push(...Object.entries(expression?.attributes[name]?.operators ?? {}));
    const of = (wanted) =>
      operators
        .filter(([, support]) => support === wanted)
        .map(([operator]) => code(operatorNames[operator] ?? operator))
        .join(', ');
    if (operators.length > 0) rows.push([code(name), of('exact'), of('inexact')]);
  }
  if (expression?.customPrefix) rows.push(['custom attributes', '', ['=', 'IN'].map(code).join(', ')]);
  return rows;
}

const operatorNames = {
  in: 'IN',
  starts: "LIKE 'x%'",
  ends: "LIKE '%x'",
  contains: "LIKE '%x%'",
  'not null': 'IS NOT NULL',
};
