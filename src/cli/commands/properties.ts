import type { Command } from 'commander';
import { type Property, propertiesSchema, sourceNames, sourceProperties } from '../../index.ts';
import { textColumns } from '../catalog-rows.ts';
import { UsageError } from '../failures.ts';
import { addOutputOptions, type OutputOptions, rowTarget, writeRows } from '../row-writer.ts';
import type { Terminal } from '../terminal.ts';

interface PropertiesOptions extends OutputOptions {
  readonly schema?: boolean;
  readonly all?: boolean;
}

/** `sqluice properties [source]`: what a connection string may hold. Connects to nothing. */
export function defineProperties(command: Command, terminal: Terminal): void {
  addOutputOptions(command.argument('[source]', `one of ${sourceNames.join(', ')}; all without`))
    .option('--schema', 'print the JSON Schema of the properties of a source')
    .option('--all', 'also list the properties that are accepted without effect')
    .action(async (source: string | undefined, options: PropertiesOptions) => {
      if (options.schema) {
        if (source === undefined) throw new UsageError('--schema needs the name of a source.');
        const schema = propertiesSchema(source, await sourceProperties(source));
        terminal.output.write(`${JSON.stringify(schema, null, 2)}\n`);
        return;
      }
      const names = source === undefined ? sourceNames : [source];
      const rows = await Promise.all(
        names.map(async (name) =>
          (await sourceProperties(name))
            .filter(({ replacedBy }) => options.all || replacedBy === undefined)
            .map((property) => propertyRow(name, property)),
        ),
      );
      await writeRows(propertyColumns, rows.flat(), rowTarget(options, terminal));
    });
}

const propertyColumns = textColumns(
  'Source',
  'Property',
  'Category',
  'Type',
  'Values',
  'Default',
  'Secret',
  'Needed',
  'Description',
);

function propertyRow(source: string, property: Property): (string | null)[] {
  const { name, category, type, values, secret, description, whereToFind } = property;
  return [
    source,
    name,
    category,
    type,
    values?.join(', ') ?? null,
    property.default ?? null,
    secret ? 'yes' : 'no',
    needed(property),
    [description, whereToFind].filter(Boolean).join(' '),
  ];
}

function needed({ neededWhen }: Property): string {
  if (!neededWhen) return 'no';
  const conditions = Object.entries(neededWhen).map(([name, wanted]) => `${name}=${wanted.join(' or ')}`);
  return conditions.length === 0 ? 'yes' : `with ${conditions.join(' and ')}`;
}
