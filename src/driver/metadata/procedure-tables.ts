import { isArrayType } from '../../catalog/data-type.ts';
import type { Procedure, ProcedureParameter } from '../../catalog/table.ts';
import type { SourceContext } from '../../spi/connector.ts';
import { catalogName } from './catalog-tables.ts';
import {
  type MetadataColumn,
  type MetadataSubject,
  type MetadataTable,
  metadataTable,
} from './metadata-table.ts';
import { typeFacts } from './type-facts.ts';

interface ProcedureItem {
  readonly schema: string;
  readonly procedure: Procedure;
}

interface ParameterItem extends ProcedureItem {
  readonly parameter: ProcedureParameter;
  readonly ordinal: number;
}

async function* procedureItems(
  subject: MetadataSubject,
  context: SourceContext,
): AsyncIterable<ProcedureItem> {
  for (const { name, procedures } of (await subject.catalog(context)).schemas)
    for (const procedure of procedures) yield { schema: name, procedure };
}

async function* parameterItems(
  subject: MetadataSubject,
  context: SourceContext,
): AsyncIterable<ParameterItem> {
  for await (const item of procedureItems(subject, context)) {
    for (const [index, parameter] of item.procedure.parameters.entries())
      yield { ...item, parameter, ordinal: index + 1 };
  }
}

const procedureNames: Readonly<Record<string, MetadataColumn<ProcedureItem>>> = {
  CatalogName: ['text', () => catalogName],
  SchemaName: ['text', ({ schema }) => schema],
  ProcedureName: ['text', ({ procedure }) => procedure.name],
};

/** Procedures, with what they take and give. */
export const procedureTables: readonly MetadataTable[] = [
  metadataTable<ProcedureItem>({
    name: 'sys_procedures',
    description: 'Procedures.',
    discovers: true,
    columns: {
      ...procedureNames,
      Description: ['text', ({ procedure }) => procedure.description],
      ProcedureType: ['text', () => 'PROCEDURE'],
    },
    items: procedureItems,
  }),
  metadataTable<ParameterItem>({
    name: 'sys_procedureparameters',
    description: 'What procedures take, and the columns of what they give.',
    discovers: true,
    columns: {
      ...procedureNames,
      ColumnName: ['text', ({ parameter }) => parameter.name],
      Direction: ['integer', ({ parameter }) => (parameter.direction === 'in' ? 1 : 2)],
      DataTypeName: ['text', ({ parameter }) => parameter.type],
      DataType: ['integer', ({ parameter }) => typeFacts(parameter.type).code],
      Length: ['integer', () => null],
      NumericPrecision: ['integer', ({ parameter }) => typeFacts(parameter.type).precision],
      NumericScale: ['integer', ({ parameter }) => typeFacts(parameter.type).scale],
      IsNullable: ['boolean', ({ parameter }) => !parameter.required],
      IsRequired: ['boolean', ({ parameter }) => parameter.required],
      IsArray: ['boolean', ({ parameter }) => isArrayType(parameter.type)],
      Description: ['text', ({ parameter }) => parameter.description],
      Ordinal: ['integer', ({ ordinal }) => ordinal],
      Values: ['text', ({ parameter }) => parameter.enumeration?.join(',')],
      SupportsStreams: ['boolean', () => false],
      IsPath: ['boolean', () => false],
      Default: ['text', ({ parameter }) => parameter.default],
    },
    items: parameterItems,
  }),
];
