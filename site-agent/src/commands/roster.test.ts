import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyFingerprint, type Roster, signingKey, signRoster, writeRoster } from '@consilium/secure-sum';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { siteSigningKey } from '../masks/roster-file.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const governance = signingKey(Buffer.alloc(32, 1));
const consortiumKey = hex(governance.publicKey);

let root: string;
let folder: string;
let file: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'consilium-roster-'));
  folder = join(root, 'site');
  file = join(root, 'roster.json');
  await run('init', '--site', 'south', '--consortium', 'cardio', '--coordinator', 'h:1', '--request', join(root, 'request'));
});
afterEach(() => rmSync(root, { recursive: true }));

const run = (...argv: readonly string[]): Promise<ProgramRun> => runProgram(folder, ...argv);

/** Writes a roster of four, of which one is this site. */
function send(epoch: number, change: Partial<Roster> = {}): void {
  const key = (id: string, i: number): string =>
    hex(id === 'south' ? siteSigningKey(join(folder, 'state')).publicKey : signingKey(Buffer.alloc(32, 10 + i)).publicKey);
  const sites = ['east', 'north', 'south', 'west'].map((id, i) => ({ id, key: key(id, i), patients: 100 + i }));
  const roster: Roster = { consortium: 'cardio', epoch, sites, colluding: 1, minimum: 4, ...change };
  writeFileSync(file, writeRoster({ roster, signature: signRoster(roster, governance), key: governance.publicKey }));
}

describe('consilium-site roster', () => {
  it('key shows one public key, always the same, and never its secret', async () => {
    const first = await run('roster', 'key', '--json');
    const { key, fingerprint, site } = JSON.parse(first.stdout) as Record<string, string>;
    expect([first.code, site]).toEqual([0, 'south']);
    expect(fingerprint).toBe(keyFingerprint(Buffer.from(key ?? '', 'hex')));
    const again = await run('roster', 'key');
    expect(again.stdout).toContain(`key          ${key}\n  fingerprint  ${fingerprint}`);
    const secret = readFileSync(join(folder, 'state/signing.key'), 'utf8').trim();
    expect(hex(signingKey(Buffer.from(secret, 'hex')).publicKey)).toBe(key);
    expect(first.stdout + again.stdout).not.toContain(secret);
  });

  it('accept takes a roster that people compared, and shows what there was to compare', async () => {
    send(3);
    const before = await run('roster', 'show', file);
    expect(before.stdout).toContain('Not accepted: this site has accepted no roster yet.');
    const unknown = await run('roster', 'accept', file);
    expect([unknown.code, unknown.stderr]).toEqual([5, expect.stringContaining('give it with --consortium-key')]);
    // As somebody dictates it.
    const spoken = (consortiumKey.toUpperCase().match(/.{8}/g) ?? []).join(' ');
    const { code, stdout } = await run('roster', 'accept', file, '--consortium-key', spoken);
    expect(code).toBe(0);
    expect(stdout).toContain('Roster of the consortium cardio, epoch 3\n');
    expect(stdout).toContain(`signed by    the key ${keyFingerprint(governance.publicKey)}`);
    expect(stdout).toContain('over at least 4 of its 4 sites');
    expect(stdout).toContain('at most 1 site works together with the coordinator');
    expect(stdout).toContain('may count on at most 3 honest sites');
    expect(stdout).toMatch(/^│ south +│ 102 +│ (?:[0-9a-f]{4} ){8}│ this site │$/mu);
    expect(stdout).toMatch(/^│ west +│ 103 +│ (?:[0-9a-f]{4} ){8}│ +│$/mu);
    expect(stdout).toContain('Accepted: south takes part in sums under this roster, and under no older one.\n');
    expect((await run('roster', 'accept', file)).stdout).toContain('This site has this roster already.');
    expect((await run('roster', 'show')).stdout).toContain('This site has accepted it.');
  });

  it('accept refuses older ones, and other keys, and leaves what there was', async () => {
    send(3);
    await run('roster', 'accept', file, '--consortium-key', consortiumKey);
    send(2);
    const { code, stderr } = await run('roster', 'accept', file);
    expect([code, stderr]).toEqual([5, expect.stringContaining('epoch 2 does not come after epoch 3, which this site has')]);
    expect((await run('roster', 'show', file)).stdout).toContain('Not accepted: this site has that of epoch 3.');
    send(4, { minimum: 3 });
    const other = await run('roster', 'accept', file, '--consortium-key', '0'.repeat(64));
    expect([other.code, other.stderr]).toEqual([5, expect.stringContaining('not by the one that was given as the key')]);
    const shown = JSON.parse((await run('roster', 'show', '--json')).stdout) as Record<string, unknown>;
    expect(shown).toMatchObject({ epoch: 3, minimum: 4, colluding: 1, mostHonest: 3, accepted: true, consortiumKey });
    expect(shown['sites']).toHaveLength(4);
    const accepted = JSON.parse((await run('roster', 'accept', file, '--json')).stdout) as Record<string, unknown>;
    expect(accepted).toMatchObject({ epoch: 4, accepted: true, changed: true, mostHonest: 2 });
  });

  it('says what is wrong with what was typed, and with a folder that holds nothing', async () => {
    expect((await run('roster', 'show')).stderr).toContain('this site has accepted no roster');
    const typed = await run('roster', 'accept', file, '--consortium-key', 'abc');
    expect([typed.code, typed.stderr]).toEqual([
      2,
      expect.stringContaining('expected the 64 hexadecimal digits of a public key'),
    ]);
    expect((await run('roster', 'accept', join(root, 'none.json'))).stderr).toContain('none.json');
    const nowhere = await runProgram(join(root, 'nowhere'), 'roster', 'key');
    expect(nowhere.stderr).toContain('holds no site');
  });

  it('shows nothing of a file that a terminal would obey', async () => {
    send(3);
    const evil = readFileSync(file, 'utf8').replace('"cardio"', JSON.stringify('\u001b[2Jcardio'));
    writeFileSync(file, evil);
    for (const command of ['show', 'accept']) {
      const { code, stdout, stderr } = await run('roster', command, file);
      expect(code).toBe(5);
      expect(stdout).toBe('');
      expect(stderr).not.toContain('\u001b');
    }
  });
});
