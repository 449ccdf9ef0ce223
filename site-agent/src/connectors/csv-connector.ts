import { z } from 'zod';
import type { Connector } from './connector.ts';
import { csvFile } from './csv.ts';
import { isOpenToAll, locateFile, requireSafeFile } from './source-file.ts';

const schema = z.strictObject({ kind: z.literal('csv'), path: z.string().min(1) });

/** CSV files. */
export const CSV: Connector<z.output<typeof schema>> & { readonly schema: typeof schema } = {
  words: 'CSV file',
  schema,
  locate: (source) => ({ ...source, path: locateFile(source.path) }),
  identity: ({ path }) => path,
  requireSafe: ({ path }, stateFolder) => requireSafeFile(path, stateFolder),
  warnings: ({ path }) =>
    isOpenToAll(path)
      ? [`WARNING: everybody on this machine can read ${path}: run chmod o-r ${path}, and let the group of the agent read it.`]
      : [],
  open: ({ path }) => csvFile(path),
};
