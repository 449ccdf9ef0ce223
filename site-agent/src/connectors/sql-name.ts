import { ConsiliumError } from '@consilium/core';

/** Longest identifier in bytes that PostgreSQL keeps; it would cut a longer one without a word, and mean another table. */
const MAX_NAME_BYTES = 63;

/**
 * A name as SQL writes it, in double quotes: whatever stands in it is part of the name and never a statement.
 *
 * @throws ConsiliumError `CONFIG_INVALID` for a name that is empty, too long, or holds what no name of a database can
 */
export function sqlName(name: string): string {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > MAX_NAME_BYTES || name.includes('\0')) {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${JSON.stringify(name)} cannot be the name of a table or column: names have 1 to ${MAX_NAME_BYTES} bytes`,
    });
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** A table with the schema it lies in, where it lies in one. @throws ConsiliumError as {@link sqlName} */
export function sqlTable({ schema, table }: { readonly schema?: string | undefined; readonly table: string }): string {
  return schema === undefined ? sqlName(table) : `${sqlName(schema)}.${sqlName(table)}`;
}
