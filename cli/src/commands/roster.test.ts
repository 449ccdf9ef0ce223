import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProgram } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SITES = ['east', 'north', 'south', 'west'] as const;
let folder: string;
let consortiumKey: string;

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a process of its own, as a shell does. */
function run(program: 'consilium' | 'site', ...argv: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [builtProgram(program), ...argv], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const json = async (...argv: Parameters<typeof run>): Promise<Record<string, unknown>> =>
  JSON.parse((await run(...argv, '--json')).stdout) as Record<string, unknown>;
const sign = (epoch: number, draft = 'roster.yaml', out = 'roster.json'): Promise<Run> =>
  run('consilium', 'roster', 'sign', draft, '--key', 'governance.key', '--epoch', String(epoch), '--out', out);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-roster-'));
  const made = await json('consilium', 'roster', 'new', '--out', 'governance.key');
  consortiumKey = String(made['key']);
  const keys = await Promise.all(
    SITES.map(async (site) => {
      const identity = ['--site', site, '--consortium', 'cardio', '--coordinator', 'h:1'];
      await run('site', 'init', ...identity, '--request', `${site}.csr`, '--folder', site);
      return [site, (await json('site', 'roster', 'key', '--folder', site))['key']] as const;
    }),
  );
  const sites = keys.map(([site, key]) => `  ${site}: { key: ${String(key)}, patients: 100 }\n`).reverse();
  writeFileSync(join(folder, 'roster.yaml'), `consortium: cardio\ncolluding: 1\nminimum: 4\nsites:\n${sites.join('')}`);
  await run('consilium', 'coordinator', 'init', '--consortium', 'cardio', '--folder', 'centre');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a roster from the person who keeps it to hospitals and coordinator', () => {
  it('is signed with a key that is never overwritten nor shown, accepted and installed', async () => {
    expect(statSync(join(folder, 'governance.key')).mode & 0o777).toBe(0o600);
    const again = await run('consilium', 'roster', 'new', '--out', 'governance.key');
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is there already')]);
    const signed = await sign(1);
    expect(signed.code).toBe(0);
    expect(signed.stdout).toContain('Roster of the consortium cardio, epoch 1\n');
    expect(signed.stdout).toContain('may count on at most 3 honest sites');
    expect(signed.stdout).not.toContain(readFileSync(join(folder, 'governance.key'), 'utf8').trim());
    const shown = await json('consilium', 'roster', 'show', 'roster.json');
    expect(shown).toMatchObject({ epoch: 1, colluding: 1, minimum: 4, consortiumKey });
    for (const site of SITES) {
      const accepted = await run('site', 'roster', 'accept', 'roster.json', '--consortium-key', consortiumKey, '--folder', site);
      expect([site, accepted.code]).toEqual([site, 0]);
      // Every hospital reads what the keeper reads.
      expect(accepted.stdout).toContain(String(shown['rosterHash']));
    }
    const installed = await run('consilium', 'roster', 'install', 'roster.json', '--folder', 'centre');
    expect([installed.code, installed.stdout]).toEqual([0, expect.stringContaining('Installed: start the coordinator again.')]);
    expect(readFileSync(join(folder, 'centre/roster.json'), 'utf8')).toBe(
      readFileSync(join(folder, 'east/state/roster.json'), 'utf8'),
    );
    const twice = await run('consilium', 'roster', 'install', 'roster.json', '--folder', 'centre');
    expect(twice.stdout).toContain('The coordinator has this roster already.');
  });

  it('never goes back, nor to another consortium', async () => {
    await sign(3, 'roster.yaml', 'third.json');
    await sign(2, 'roster.yaml', 'second.json');
    expect((await run('consilium', 'roster', 'install', 'third.json', '--folder', 'centre')).code).toBe(0);
    const older = await run('consilium', 'roster', 'install', 'second.json', '--folder', 'centre');
    expect([older.code, older.stderr]).toEqual([5, expect.stringContaining('epoch 2 does not come after epoch 3')]);
    writeFileSync(join(folder, 'lung.yaml'), readFileSync(join(folder, 'roster.yaml'), 'utf8').replace('cardio', 'lung'));
    await sign(9, 'lung.yaml', 'lung.json');
    const other = await run('consilium', 'roster', 'install', 'lung.json', '--folder', 'centre');
    expect([other.code, other.stderr]).toEqual([5, expect.stringContaining('of the consortium lung')]);
  });

  it('is not signed with a mistake in it, which is named with its line', async () => {
    const draft = readFileSync(join(folder, 'roster.yaml'), 'utf8');
    const cases: readonly (readonly [string, string])[] = [
      [draft.replace('minimum: 4', 'minimum: 5'), 'the fewest sites of a sum are from 3 to 4, not 5'],
      [draft.replace('colluding: 1', 'colluding: 3'), 'at most 2 may collude'],
      [draft.replace('colluding: 1', 'colluding: some'), 'bad.yaml:2:1 colluding'],
      [draft.replace(/key: .{8}/, 'key: x'), 'bad.yaml:5:11 sites.west.key: expected the 64 hexadecimal digits'],
      [draft.replace('  east:', '  "east\\e[2J":'), 'has no name of'],
      [`${draft}epoch: 3\n`, 'bad.yaml:9:1 epoch: there is no such field'],
    ];
    for (const [text, words] of cases) {
      writeFileSync(join(folder, 'bad.yaml'), text);
      const { code, stdout, stderr } = await sign(1, 'bad.yaml', 'bad.json');
      expect([code, stdout, stderr]).toEqual([5, '', expect.stringContaining(words)]);
      expect(stderr).not.toContain('\u001b');
    }
    expect((await run('consilium', 'roster', 'show', 'bad.json')).stderr).toContain('bad.json');
    writeFileSync(join(folder, 'open.key'), `${'1'.repeat(64)}\n`, { mode: 0o644 });
    const open = await run('consilium', 'roster', 'sign', 'roster.yaml', '--key', 'open.key', '--epoch', '1', '--out', 'x.json');
    expect([open.code, open.stderr]).toEqual([expect.any(Number), expect.stringContaining('can be read by other users')]);
    const none = await run('consilium', 'roster', 'sign', 'roster.yaml', '--key', 'no.key', '--epoch', '1', '--out', 'x.json');
    expect(none.stderr).toContain('there is no key file at no.key');
  });
});
