import { code, generated, markdownTable } from './markdown.mjs';

/** Every property of one source, by category, and those that are accepted without effect. */
export function propertiesPage(source, properties) {
  const effective = properties.filter(({ replacedBy }) => replacedBy === undefined);
  const categories = [...new Set(effective.map(({ category }) => category))];
  const sections = categories.map((category) => {
    const rows = effective.filter((property) => property.category === category).map(propertyRow);
    const table = markdownTable(['Property', 'Type', 'Default', 'Needed', 'What it does'], rows);
    return `## ${category}\n\n${table}`;
  });
  const ignored = properties
    .filter(({ replacedBy }) => replacedBy !== undefined)
    .map(({ name, values, replacedBy }) => [code(name), values?.map(shown).join(', '), `${replacedBy}.`]);
  const ignoredTable = markdownTable(['Property', 'Only with', 'Instead'], ignored);
  return `${generated}
# Connection properties of ${source}

Written as ${code(`${source}:Name=Value;Name=Value`)}; names count without regard to case and blanks. How strings are
written, and how secrets are kept out of them, is in [connection-strings.md](../connection-strings.md).
${code(`sqluice properties ${source} --schema`)} prints the same as JSON Schema.

${sections.join('\n')}
## Without effect

Other drivers know these properties, and strings that hold them work here too: one notice says what serves instead.
Where a value would be a promise that is not kept, only the values named are taken.

${ignoredTable}`;
}

function propertyRow(property) {
  const { name, type, description, whereToFind, aliases, secret, minimum, maximum } = property;
  const also = aliases ? [`Also spelled ${aliases.map(code).join(', ')}.`] : [];
  const found = whereToFind ? [`Where: ${whereToFind}`] : [];
  const bounds =
    minimum === undefined ? '' : maximum === undefined ? ` ≥ ${minimum}` : ` ${minimum}–${maximum}`;
  return [
    code(name),
    property.values ? property.values.map(code).join(', ') : `${type}${bounds}${secret ? ', secret' : ''}`,
    property.default === undefined ? '' : code(property.default),
    needed(property),
    [description, ...also, ...found].join(' '),
  ];
}

function needed({ neededWhen }) {
  if (!neededWhen) return '';
  const conditions = Object.entries(neededWhen).map(([name, values]) =>
    code(`${name}=${values.join(' or ')}`),
  );
  return conditions.length === 0 ? 'always' : `with ${conditions.join(' and ')}`;
}

function shown(value) {
  return value === '' ? 'no value' : code(value);
}
