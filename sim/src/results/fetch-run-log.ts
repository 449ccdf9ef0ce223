import { isConsiliumError } from '@consilium/core';
import type { RunLog } from '@consilium/model';
import { type CompiledPlan, isMaskedPlan } from '@consilium/plan';
import type { consilium, researchService } from '@consilium/proto';
import type { Client } from '@consilium/transport';

type RoundInfo = consilium.v1.RoundInfo.$Properties;
type Contribution = RunLog['rounds'][number]['contributions'][number];

/**
 * What the audit log of the coordinator has of a run, with the scores of its rounds, to which the log commits.
 *
 * @param attempts all of the run
 * @returns nothing where the coordinator keeps no log, as in rehearsals: no dossier is made of such a run
 */
export async function fetchRunLog(
  research: Pick<Client<typeof researchService>, 'readRunLog'>,
  run: string,
  plan: CompiledPlan,
  attempts: readonly RoundInfo[],
): Promise<RunLog | undefined> {
  const log = { key: '', checkpoint: '' };
  const entries: RunLog['entries'] = [];
  const counted = new Map<string, Contribution[]>();
  try {
    for await (const piece of research.readRunLog({ run })) {
      if (piece.verifierKey !== '') Object.assign(log, { key: piece.verifierKey, checkpoint: piece.checkpoint });
      for (const { position, line, inclusion } of piece.entries)
        entries.push({ position: position ?? 0, line: line ?? '', proof: (inclusion ?? []).map(base64) });
      for (const one of piece.contributions) {
        const key = placeOf(one);
        counted.set(key, [...(counted.get(key) ?? []), contributionOf(one)]);
      }
    }
  } catch (error) {
    if (isConsiliumError(error, 'NOT_IMPLEMENTED')) return undefined;
    throw error;
  }
  const closed = attempts.filter(({ state }) => state === 'closed');
  return {
    format: 'consilium-run-log',
    version: 1,
    run,
    ...log,
    entries,
    rounds: closed.map((info) => ({
      round: info.round ?? 0,
      attempt: info.attempt ?? 1,
      contributions: (counted.get(placeOf(info)) ?? []).toSorted((a, b) => (a.site < b.site ? -1 : 1)),
      ...scoresOf(info, isMaskedPlan(plan)),
    })),
  };
}

function placeOf({ round, attempt }: { readonly round?: number | null; readonly attempt?: number | null }): string {
  return `${round ?? 0}/${attempt ?? 1}`;
}

function contributionOf({
  site,
  key,
  update,
  ledgerSequence,
  ledgerHash,
}: consilium.v1.CountedContribution.$Properties): Contribution {
  return {
    site: site ?? '',
    update: update ?? '',
    ...(key ? { key } : {}),
    ...(ledgerHash ? { ledger: { seq: ledgerSequence ?? 0, hash: ledgerHash } } : {}),
  };
}

function scoresOf({ released, participants }: RoundInfo, masked: boolean): Pick<RunLog['rounds'][number], 'scores'> {
  if (masked) {
    if (!released?.words?.length) return {};
    return { scores: { t: 'sum', words: textOfWords(released.words), sites: [...(released.sites ?? [])].sort() } };
  }
  const words = (participants ?? []).flatMap(({ site, released: own }) =>
    own?.words?.length ? [[site ?? '', textOfWords(own.words)] as const] : [],
  );
  return words.length === 0 ? {} : { scores: { t: 'sites', words: Object.fromEntries(words) } };
}

/** Words as the log commits to them: little-endian int32 in base64. */
function textOfWords(words: readonly number[]): string {
  return base64(new Uint8Array(Int32Array.from(words).buffer));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
