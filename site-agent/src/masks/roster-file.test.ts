import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isConsiliumError, systemClock } from '@consilium/core';
import { type KeyPair, type Roster, signingKey, type SignedRoster, signRoster, writeRoster } from '@consilium/secure-sum';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptedRoster, acceptRosterFile, heldRoster, readRosterFile, siteSigningKey } from './roster-file.ts';

const governance = signingKey(Buffer.alloc(32, 1));
const successor = signingKey(Buffer.alloc(32, 2));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pinned = hex(governance.publicKey);

let stateFolder: string;
beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'consilium-roster-'));
});
afterEach(() => rmSync(stateFolder, { recursive: true }));

function roster(change: Partial<Roster> = {}): Roster {
  const others = ['east', 'north', 'west'].map((id, i) => ({
    id,
    key: hex(signingKey(Buffer.alloc(32, 10 + i)).publicKey),
    patients: 100,
  }));
  const south = { id: 'south', key: hex(siteSigningKey(stateFolder).publicKey), patients: 50 };
  const [east, north, west] = others;
  if (east === undefined || north === undefined || west === undefined) throw new Error('three others');
  return { consortium: 'cardio', epoch: 3, sites: [east, north, south, west], colluding: 1, minimum: 3, ...change };
}

function signed(change: Partial<Roster> = {}, by: KeyPair = governance): SignedRoster {
  const of = roster(change);
  return { roster: of, signature: signRoster(of, by), key: by.publicKey };
}

function outcome(of: SignedRoster, consortiumKey?: string): string {
  try {
    return acceptRosterFile({ stateFolder, site: 'south', consortium: 'cardio' }, of, systemClock, consortiumKey)
      ? 'written'
      : 'there already';
  } catch (error) {
    if (!isConsiliumError(error, 'ROSTER_INVALID')) throw error;
    return error.message;
  }
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (error) {
    return isConsiliumError(error) ? error.code : 'unknown';
  }
}

describe('the roster of a site', () => {
  it('is none until one is accepted', () => {
    expect(heldRoster(stateFolder)).toBeUndefined();
    expect(acceptedRoster(stateFolder)).toBeUndefined();
  });

  it('is taken with the key that people compared, kept for its owner alone, and read with the key of the site', () => {
    expect(outcome(signed(), pinned)).toBe('written');
    const held = heldRoster(stateFolder);
    expect(held?.roster).toEqual(roster());
    expect(hex(held?.key.publicKey ?? new Uint8Array())).toBe(hex(siteSigningKey(stateFolder).publicKey));
    for (const file of ['roster.json', 'signing.key']) expect(statSync(join(stateFolder, file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(stateFolder, 'roster.json'), 'utf8')).toBe(writeRoster(signed()));
  });

  it('is never taken on the word of the file alone', () => {
    expect(outcome(signed())).toContain('knows no key of the consortium yet');
    expect(outcome(signed(), hex(successor.publicKey))).toContain('not by the one that was given as the key of the consortium');
    expect(acceptedRoster(stateFolder)).toBeUndefined();
  });

  it('is replaced by newer ones only, of the same key', () => {
    expect(outcome(signed(), pinned)).toBe('written');
    expect(outcome(signed())).toBe('there already');
    expect(outcome(signed({ epoch: 2 }))).toContain('epoch 2 does not come after epoch 3');
    expect(outcome(signed({ epoch: 2 }), pinned)).toContain('epoch 2 does not come after epoch 3');
    expect(outcome(signed({ colluding: 0 }))).toContain('another roster of epoch 3');
    expect(outcome(signed({ epoch: 9 }, successor))).toContain('signed by another key');
    expect(heldRoster(stateFolder)?.roster.epoch).toBe(3);
    expect(outcome(signed({ epoch: 5, colluding: 0 }))).toBe('written');
    expect(heldRoster(stateFolder)?.roster).toEqual(roster({ epoch: 5, colluding: 0 }));
  });

  it('changes the key of the consortium where a person gives the new one, and not the order of epochs', () => {
    expect(outcome(signed(), pinned)).toBe('written');
    const next = hex(successor.publicKey);
    expect(outcome(signed({ epoch: 3 }, successor), next)).toContain('another roster of epoch 3');
    expect(outcome(signed({ epoch: 2 }, successor), next)).toContain('epoch 2 does not come after');
    expect(outcome(signed({ epoch: 4 }, successor), next)).toBe('written');
    expect(outcome(signed({ epoch: 5 }))).toContain('signed by another key');
    expect(outcome(signed({ epoch: 5 }, successor))).toBe('written');
  });

  it('is of this consortium, and has this site on it with its key', () => {
    expect(outcome(signed({ consortium: 'other' }), pinned)).toContain('of the consortium other, this site belongs to cardio');
    const without = roster().sites.filter(({ id }) => id !== 'south');
    expect(outcome(signed({ sites: without }), pinned)).toContain('does not name south');
    const moved = roster().sites.map((site) => (site.id === 'south' ? { ...site, key: 'a'.repeat(64) } : site));
    expect(outcome(signed({ sites: moved }), pinned)).toContain('has another key of south');
    // On the roster, but as somebody else.
    const swapped = roster().sites.map((site) => (site.id === 'south' ? { ...site, id: 'tower' } : site));
    expect(outcome(signed({ sites: swapped }), pinned)).toContain('does not name south');
    expect(acceptedRoster(stateFolder)).toBeUndefined();
  });

  it('counts for nothing once it was edited, may be written by others, or has lost its key', () => {
    expect(outcome(signed(), pinned)).toBe('written');
    const path = join(stateFolder, 'roster.json');
    const good = readFileSync(path, 'utf8');
    writeFileSync(path, good.replace('"colluding":1', '"colluding":0'));
    expect(codeOf(() => heldRoster(stateFolder))).toBe('ROSTER_INVALID');
    // What was accepted is not known any more, so that nothing newer can be told.
    expect(outcome(signed({ epoch: 9 }), pinned)).toContain('roster.json: the roster is not signed by');
    writeFileSync(path, good);
    chmodSync(path, 0o666);
    expect(codeOf(() => heldRoster(stateFolder))).toBe('FILE_UNSAFE');
    chmodSync(path, 0o600);
    const keyPath = join(stateFolder, 'signing.key');
    const seed = readFileSync(keyPath);
    rmSync(keyPath);
    expect(codeOf(() => heldRoster(stateFolder))).toBe('KEY_INVALID');
    siteSigningKey(stateFolder);
    expect(codeOf(() => heldRoster(stateFolder))).toBe('ROSTER_INVALID');
    writeFileSync(keyPath, seed);
    expect(heldRoster(stateFolder)?.roster.epoch).toBe(3);
  });

  it('is accepted by one command at a time', async () => {
    const lock = join(stateFolder, 'roster.lock');
    const first = spawn('flock', ['--nonblock', lock, 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
    first.stdin.write('ready');
    await once(first.stdout, 'data');
    expect(codeOf(() => outcome(signed(), pinned))).toBe('ROSTER_LOCKED');
    expect(acceptedRoster(stateFolder)).toBeUndefined();
    const closed = once(first, 'close');
    first.stdin.end();
    await closed;
    expect(outcome(signed(), pinned)).toBe('written');
    // Whatever came of it, the next one may.
    expect(outcome(signed({ epoch: 2 }), pinned)).toContain('epoch 2 does not come after');
    expect(outcome(signed({ epoch: 4 }), pinned)).toBe('written');
  });

  it('is read from a file by the same rules', () => {
    const path = join(stateFolder, 'sent.json');
    writeFileSync(path, writeRoster(signed()));
    expect(readRosterFile(path).roster).toEqual(roster());
    expect(codeOf(() => readRosterFile(join(stateFolder, 'none.json')))).toBe('FILE_UNREADABLE');
    writeFileSync(path, 'x');
    expect(codeOf(() => readRosterFile(path))).toBe('ROSTER_INVALID');
  });
});
