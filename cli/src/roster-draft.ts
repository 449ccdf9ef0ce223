import { readYamlFile } from '@consilium/host';
import type { Roster } from '@consilium/secure-sum';
import { z } from 'zod';

const draftSchema = z.strictObject({
  consortium: z.string(),
  /** Sites that may work together, and with the coordinator, against the others. */
  colluding: z.int().min(0),
  /** Fewest sites of a sum. */
  minimum: z.int().min(3),
  sites: z.record(
    z.string(),
    z.strictObject({
      key: z.string().regex(/^[0-9a-f]{64}$/, 'expected the 64 hexadecimal digits that "consilium-site roster key" prints'),
      patients: z.int().min(1),
    }),
  ),
});

/**
 * Reads what the person who keeps the roster has written: a roster without its epoch.
 *
 * @param epoch of the roster, which counts up with every change
 * @throws ConsiliumError `ROSTER_INVALID` with `name:line:column` of every problem
 */
export function readRosterDraft(path: string, epoch: number): Roster {
  const { consortium, colluding, minimum, sites } = readYamlFile(path, draftSchema, 'ROSTER_INVALID').value;
  const listed = Object.entries(sites).map(([id, { key, patients }]) => ({ id, key, patients }));
  // As a roster has them: by the code units of their names.
  listed.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { consortium, epoch, sites: listed, colluding, minimum };
}
