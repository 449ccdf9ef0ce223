import { z } from 'zod';
import type { Connector } from '../connector.ts';
import { refreshHoursSchema } from '../freshness.ts';
import { locateServer, postgresServerFields, requireSafeServer, secretFilesOf, serverText } from './postgres-server.ts';
import { postgresSource } from './postgres-source.ts';

const name = z.string().min(1).max(63);

const schema = z.strictObject({
  kind: z.literal('postgres'),
  ...postgresServerFields,
  schema: name.default('public'),
  /** Table, view or materialised view. */
  table: name,
  order: z.array(name).min(1).max(16).optional(),
  refreshHours: refreshHoursSchema,
});

/** Tables and views of PostgreSQL. */
export const POSTGRES: Connector<z.output<typeof schema>> & { readonly schema: typeof schema } = {
  words: 'table of PostgreSQL',
  schema,
  locate: (source) => locateServer(source),
  identity: (source) => `${serverText(source)} ${source.schema}.${source.table}`,
  requireSafe: (source) => requireSafeServer(source),
  secretFiles: (source) => secretFilesOf(source),
  warnings: () => [],
  open: (source) => postgresSource(source, `${serverText(source)} ${source.schema}.${source.table}`),
};
