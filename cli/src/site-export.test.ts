import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuditChain,
  type AuditEntry,
  commitTo,
  signCheckpoint,
  SITE_LOG,
  writeEntry,
  writeVerifierKey,
} from '@consilium/transparency';
import { afterAll, describe, expect, it } from 'vitest';
import { SiteExport } from './site-export.ts';

const root = mkdtempSync(join(tmpdir(), 'consilium-export-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const origin = 'consilium/cardio/oslo';
const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);

/** A site's log with a commitment after each of its entries. */
function logOf(count: number, version: string): { lines: string[]; openings: { key: string; checkpoint: string }[] } {
  const chain = new AuditChain(SITE_LOG);
  const lines: string[] = [];
  const openings: { key: string; checkpoint: string }[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = new Date(Date.UTC(2026, 10, 26) + i * 1000).toISOString();
    const salt = i.toString(16).padStart(32, '0');
    const line = writeEntry(
      { v: 1, at, actor: 'agent', salt, prev: chain.last, event: 'agent.started', version, policy: 'ab'.repeat(32) },
      SITE_LOG,
    );
    chain.take(line);
    lines.push(line);
    const checkpoint = signCheckpoint({ origin, size: chain.size, root: chain.root() }, privateKey);
    openings.push({ key: randomBytes(32).toString('hex'), checkpoint });
  }
  return { lines, openings };
}

type Log = ReturnType<typeof logOf>;
let folders = 0;

/** What the site exports of its first entries. */
function exported({ lines, openings }: Log, entries: number, kept = openings.slice(0, entries)): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  writeFileSync(join(folder, 'key.vkey'), `${writeVerifierKey({ name: origin, publicKey: new Uint8Array(raw) })}\n`);
  writeFileSync(join(folder, 'checkpoint'), openings[entries - 1]?.checkpoint ?? '');
  writeFileSync(
    join(folder, 'entries.jsonl'),
    lines
      .slice(0, entries)
      .map((line) => `${line}\n`)
      .join(''),
  );
  writeFileSync(join(folder, 'openings.jsonl'), kept.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return folder;
}

/** What the coordinator wrote down at each session of the site. */
const sessions = (openings: Log['openings']): AuditEntry[] =>
  openings.map(({ key, checkpoint }, i) => ({
    v: 1,
    at: `2026-11-26T00:00:0${i}.000Z`,
    actor: 'oslo',
    as: 'site',
    salt: '',
    prev: '',
    event: 'session.opened',
    commitment: commitTo(checkpoint, Buffer.from(key, 'hex')).toString('hex'),
  }));

function compared(folder: string, seen: readonly AuditEntry[]): unknown {
  const other = new SiteExport(folder);
  for (const entry of seen) other.see(entry);
  return other.end();
}

describe('an export of a hospital', () => {
  const log = logOf(6, '1.0.0');

  it('opens what the site committed itself to before it, and sessions after it are no lie', () => {
    expect(compared(exported(log, 6), sessions(log.openings))).toEqual({
      site: 'oslo',
      entries: 6,
      opened: 6,
      forgotten: 0,
      later: 0,
    });
    expect(compared(exported(log, 4), sessions(log.openings))).toMatchObject({ entries: 4, opened: 4, later: 2 });
    expect(compared(exported(log, 6, log.openings.slice(2)), sessions(log.openings))).toMatchObject({ opened: 4, forgotten: 2 });
  });

  it('of another log, and one with a gap, are named', () => {
    expect(() => compared(exported(logOf(6, '2.0.0'), 6), sessions(log.openings))).toThrow(
      'opens none of the 6 commitments of oslo',
    );
    const gap = log.openings.filter((_, i) => i !== 3);
    expect(() => compared(exported(log, 6, gap), sessions(log.openings))).toThrow(
      'what oslo committed itself to on 2026-11-26T00:00:03.000Z is not opened by its export',
    );
    // Opened, and not a beginning of the log beside it.
    const other = logOf(6, '2.0.0');
    expect(() =>
      compared(exported({ lines: other.lines, openings: other.openings }, 6, log.openings), sessions(log.openings)),
    ).toThrow('are not those that the checkpoint over 1 was signed for');
  });

  it('with a key of another length opens nothing', () => {
    const padded = log.openings.map((one, i) => (i === 0 ? { ...one, key: `${one.key}00` } : one));
    expect(() => compared(exported(log, 6, padded), sessions(log.openings))).toThrow('holds what opens nothing');
  });
});
