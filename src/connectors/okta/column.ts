import type { DataType } from '../../catalog/data-type.ts';
import type { ColumnDeclaration } from '../../rest/declaration.ts';

/** A column of the given type at a property path of the row. */
function column(type: DataType, name: string, path: string, description: string): ColumnDeclaration {
  return { name, type, path, description };
}

/** A text column. */
export function text(name: string, path: string, description: string): ColumnDeclaration {
  return column('text', name, path, description);
}

/** A text column with a closed list of values; compares without regard to case. */
export function enumerated(
  name: string,
  path: string,
  enumeration: readonly string[],
  description: string,
): ColumnDeclaration {
  return { ...column('text', name, path, description), enumeration };
}

/** A moment, to the millisecond. */
export function timestamp(name: string, path: string, description: string): ColumnDeclaration {
  return column('timestamp with time zone', name, path, description);
}

/** True or false. */
export function boolean(name: string, path: string, description: string): ColumnDeclaration {
  return column('boolean', name, path, description);
}

/** A whole number. */
export function integer(name: string, path: string, description: string): ColumnDeclaration {
  return column('bigint', name, path, description);
}

/** A number with a fraction. */
export function double(name: string, path: string, description: string): ColumnDeclaration {
  return column('double', name, path, description);
}

/** An object or array, as the API gives it. */
export function json(name: string, path: string, description: string): ColumnDeclaration {
  return column('json', name, path, description);
}

/** The key that the request was made for, which the API does not repeat in its rows. */
export function parentKey(name: string, description: string): ColumnDeclaration {
  return { name, type: 'text', fromKey: name, nullable: false, description };
}

/** The id, which names the row. */
export function id(noun: string): ColumnDeclaration {
  return always(text('Id', 'id', `Unique id of the ${noun}.`));
}

/** Name for people. */
export function nameOf(noun: string): ColumnDeclaration {
  return text('Name', 'name', `Name of the ${noun}.`);
}

/** Active or not: the state that most objects have. */
export function activity(noun: string): ColumnDeclaration {
  return enumerated('Status', 'status', ['ACTIVE', 'INACTIVE'], `Whether the ${noun} is in use.`);
}

/** When it came to be. */
export function created(noun: string): ColumnDeclaration {
  return timestamp('Created', 'created', `When the ${noun} was created.`);
}

/** When it was touched last. */
export function lastUpdated(noun: string): ColumnDeclaration {
  return timestamp('LastUpdated', 'lastUpdated', `When the ${noun} was last changed.`);
}

/** The last segment of a link among the row's `_links`. */
export function linked(
  name: string,
  link: string,
  collection: string,
  description: string,
): ColumnDeclaration {
  return {
    ...text(name, `_links.${link}.href`, description),
    capture: `/${collection}/([^/?#]+)`,
  };
}

/** The same column, with a value in every row. */
export function always(declaration: ColumnDeclaration): ColumnDeclaration {
  return { ...declaration, nullable: false };
}
