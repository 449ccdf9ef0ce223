import { z } from 'zod';
import type { Connector } from '../connector.ts';
import { csvFile } from './csv-source.ts';
import { csvOptionsSchema } from './options.ts';
import { requireContent } from '../file-content.ts';
import { locateFile, openToAllWarnings, requireSafeFile } from '../source-file.ts';

const schema = z.strictObject({ kind: z.literal('csv'), path: z.string().min(1), ...csvOptionsSchema.shape });

/** CSV files, also compressed ones. */
export const CSV: Connector<z.output<typeof schema>> & { readonly schema: typeof schema } = {
  words: 'CSV file',
  schema,
  locate: (source) => ({ ...source, path: locateFile(source.path) }),
  identity: ({ path }) => path,
  requireSafe({ path, encoding }, stateFolder) {
    requireSafeFile(path, stateFolder);
    // Half of its bytes are zero, and a file need not begin with a mark.
    if (encoding?.startsWith('utf-16') !== true) requireContent(path, ['text', 'gzip', 'zstd']);
  },
  warnings: ({ path }) => openToAllWarnings(path),
  open: ({ path, delimiter, encoding, decimal }) => csvFile(path, { delimiter, encoding, decimal }),
};
