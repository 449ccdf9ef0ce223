import { sha256Hex } from '@consilium/core';
import { textAt, type Tokens } from '@consilium/deidentify';
import { namesNobody, normalPatientId } from '@consilium/learning';
import type { Source } from '../connectors/source.ts';

/** Whom a token means. */
export interface FoundPatient {
  /** As the patient column has it. */
  readonly patient: string;
  /** What the patient is called now: another token, where the keys were changed since. */
  readonly token: string;
}

/**
 * The patient of a source whom a token means, for people of the hospital. Reads the patient column.
 *
 * @param names that were ever given, the newest first
 * @throws ConsiliumError what reading the source throws
 */
export async function findPatient(
  source: Source,
  column: string,
  token: string,
  names: readonly Tokens[],
): Promise<FoundPatient | undefined> {
  const [newest] = names;
  if (newest === undefined) return undefined;
  for await (const batch of source.read([column]).batches) {
    for (let at = 0; at < batch.length; at++) {
      if (batch.problems?.has(at) === true) continue;
      const patient = normalPatientId(textAt(batch.columns[0], at));
      if (namesNobody(patient)) continue;
      const label = sha256Hex(patient);
      if (names.some((name) => name(label) === token)) return { patient, token: newest(label) };
    }
  }
  return undefined;
}
