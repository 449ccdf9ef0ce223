import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type Json, sha256Hex } from '@consilium/core';
import { type Consortium, DATASET } from './consortium.ts';

/** One line of a ledger, as far as the tests look at it. */
export interface LedgerLine {
  readonly seq: number;
  readonly op: 'reserve' | 'commit' | 'release' | 'clock';
  readonly prev: string;
  readonly hash: string;
  readonly key?: {
    readonly kind: 'training' | 'evaluation';
    readonly run: string;
    readonly round: number;
    readonly attempt: number;
    readonly planHash: string;
  };
  readonly events?: readonly Json[];
  readonly update?: string;
}

/**
 * Reads the ledger of a stopped site and checks the chain with code of its own: every line numbered, hashed over everything
 * else in it, and chained to the one before.
 */
export function readWholeLedger(consortium: Consortium, site: string): readonly LedgerLine[] {
  const path = join(consortium.siteFolder(site), 'state', 'ledger', `${DATASET}.jsonl`);
  const text = readFileSync(path, 'utf8');
  if (text !== '' && !text.endsWith('\n')) throw new Error(`${path} ends in an unfinished line`);
  let prev = '0'.repeat(64);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      const { hash, ...rest } = JSON.parse(line) as LedgerLine;
      if (rest.seq !== i + 1) throw new Error(`${path}: line ${i + 1} has number ${rest.seq}`);
      if (rest.prev !== prev) throw new Error(`${path}: line ${i + 1} does not follow the line before it`);
      if (sha256Hex(canonicalJson(rest as unknown as Json)) !== hash) throw new Error(`${path}: line ${i + 1} was changed`);
      prev = hash;
      return { ...rest, hash };
    });
}

/** The charges of a run that stand, by `kind.round.attempt`. Throws when one was committed twice or without a reservation. */
export function chargesOf(
  lines: readonly LedgerLine[],
  run: string,
): ReadonlyMap<string, { readonly update: string | undefined; readonly events: readonly Json[] }> {
  const charges = new Map<string, { update: string | undefined; events: readonly Json[] }>();
  for (const { op, key, events, update } of lines) {
    if (key === undefined || key.run !== run) continue;
    const name = `${key.kind}.${key.round}.${key.attempt}`;
    const known = charges.get(name);
    if (op === 'reserve') {
      if (known !== undefined) throw new Error(`${name} was reserved while it was already charged`);
      charges.set(name, { update: undefined, events: events ?? [] });
    } else if (op === 'commit') {
      if (known === undefined) throw new Error(`${name} was committed without a reservation`);
      if (known.update !== undefined) throw new Error(`${name} was committed twice`);
      charges.set(name, { ...known, update });
    } else {
      if (known === undefined || known.update !== undefined) throw new Error(`${name} was released out of order`);
      charges.delete(name);
    }
  }
  return charges;
}
