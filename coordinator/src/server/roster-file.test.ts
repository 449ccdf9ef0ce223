import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Roster, signingKey, signRoster, type SignedRoster } from '@consilium/secure-sum';
import { systemClock } from '@consilium/core';
import { testRoster } from '@consilium/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { initCoordinator } from './init.ts';
import { installedRoster, installRoster } from './roster-file.ts';

const SITES = ['east', 'north', 'south', 'west'];
const GOVERNANCE = signingKey(new Uint8Array(32).fill(7));

function signed(change: Partial<Roster> = {}): SignedRoster {
  const roster = testRoster(SITES, { consortium: 'cardio', ...change });
  return { roster, signature: signRoster(roster, GOVERNANCE), key: GOVERNANCE.publicKey };
}

let folder: string;
beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'consilium-roster-')), 'coordinator');
  await initCoordinator(folder, { consortium: 'cardio', hosts: ['localhost'], port: 0 }, systemClock);
});
beforeEach(() => rmSync(join(folder, 'roster.json'), { force: true }));
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

describe('the roster of a coordinator', () => {
  it('need not be there, is installed once, and is read as it was signed', () => {
    expect(installedRoster(folder)).toBeUndefined();
    expect([installRoster(folder, signed()), installRoster(folder, signed())]).toEqual([true, false]);
    expect(installedRoster(folder)?.roster).toEqual(signed().roster);
  });

  it('is replaced by a newer one of the same consortium only', () => {
    expect(installRoster(folder, signed({ epoch: 3 }))).toBe(true);
    for (const other of [signed({ epoch: 2 }), signed({ epoch: 3, minimum: 4 }), signed({ epoch: 4, consortium: 'another' })])
      expect(() => installRoster(folder, other)).toThrow(expect.objectContaining({ code: 'ROSTER_INVALID' }) as Error);
    expect(installedRoster(folder)?.roster.epoch).toBe(3);
  });

  it('that was edited is refused, by the name of its file', () => {
    const path = join(folder, 'roster.json');
    writeFileSync(path, JSON.stringify({ ...signed(), roster: { ...signed().roster, colluding: 0 } }), { mode: 0o600 });
    expect(() => installedRoster(folder)).toThrow(
      expect.objectContaining({ code: 'ROSTER_INVALID', message: expect.stringContaining(path) as string }) as Error,
    );
  });
});
