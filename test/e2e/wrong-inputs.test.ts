import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeTable, tableWith, WRONG_TABLES, wrongTablesPlan } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CommandResult, PROGRAMS_MS, runCommand } from '../support/programs.ts';

/** Hospitals with everything wrong that a file can have, one thing each, beside one without a fault: in the real program. */

const SITES = WRONG_TABLES.map((table, i) => ({ ...table, id: `site-${i + 1}` }));
const ALL = ['north', ...SITES.map(({ id }) => id)];

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-wrong-inputs-'));
  writeFileSync(at('study.yaml'), wrongTablesPlan(ALL));
  writeFileSync(
    at('north.csv'),
    tableWith(() => {}, 'n'),
  );
  for (const { id, content } of SITES) placeTable(at(`${id}.csv`), content);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sim = (...options: readonly string[]): Promise<CommandResult> =>
  runCommand('consilium', [
    ...['sim', at('study.yaml'), '--transport', 'memory', '--seed', '1'],
    ...['--out', at('out'), '--force', ...options],
  ]);

/** What is said of each site: its line, and those that are indented below it. */
function sections(stderr: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let site = '';
  for (const line of stderr.split('\n')) {
    const [, id = ''] = /^([a-z0-9-]+)(?::|$)/u.exec(line) ?? [];
    if (ALL.includes(id) && !found.has(id)) site = id;
    else if (!line.startsWith('  ')) site = '';
    if (site !== '') found.set(site, `${found.get(site) ?? ''}${line}\n`);
  }
  return found;
}

it(
  'all are named before the first round, each with its fault, and the rehearsal ends with exit code 3',
  async () => {
    const { code, stdout, stderr } = await sim();
    expect([code, stdout]).toEqual([3, '']);
    const said = sections(stderr);
    for (const { id, name, said: fault, isRefused } of SITES) {
      const text = said.get(id) ?? '';
      expect([name, fault.test(text) ? 'as it should be' : text]).toEqual([name, 'as it should be']);
      expect([name, text.includes('WITHOUT THIS SITE')]).toEqual([name, isRefused]);
    }
    const refused = SITES.filter(({ isRefused }) => isRefused).length;
    expect(stderr).toContain(`${refused} of ${ALL.length} sites cannot take part:`);
    expect(stderr).toContain('--allow-failing-sites');
    expect(stderr).not.toMatch(/round 1\/1/u);
  },
  PROGRAMS_MS,
);

it(
  'with --allow-failing-sites the others go on, and terminal, summary and report say without whom',
  async () => {
    const { code, stdout } = await sim('--allow-failing-sites');
    expect(code).toBe(0);
    const refused = SITES.filter(({ isRefused }) => isRefused);
    expect(stdout).toContain(`WITHOUT ${refused.length} OF ${ALL.length} SITES`);
    const summary = JSON.parse(readFileSync(at('out/summary.json'), 'utf8')) as {
      readonly sites: readonly { readonly id: string; readonly failure?: string; readonly patients: number }[];
      readonly rounds: readonly { readonly participants: readonly string[] }[];
    };
    expect(summary.sites.filter(({ failure }) => failure !== undefined).map(({ id }) => id)).toEqual(refused.map(({ id }) => id));
    const [round] = summary.rounds;
    expect(round?.participants.toSorted()).toEqual(ALL.filter((id) => !refused.some((site) => site.id === id)).toSorted());
    const report = readFileSync(at('out/report.html'), 'utf8');
    for (const { id } of refused) expect(report).toContain(`<li><bdi>${id}</bdi>: `);
  },
  PROGRAMS_MS,
);

it(
  'data check says the same at the hospital, table and faults, and learns from the exit code that nothing can be learned',
  async () => {
    const said = sections((await sim()).stderr);
    const chosen = SITES.filter(({ name }) =>
      ['a third without an age', 'names in a column of codes', 'a header alone', 'a column with another spelling'].includes(name),
    );
    expect(chosen).toHaveLength(4);
    for (const { id, name, isRefused } of chosen) {
      const checked = await runCommand('site', ['data', 'check', at('study.yaml'), at(`${id}.csv`)]);
      expect([name, checked.code === 0]).toEqual([name, !isRefused]);
      const lines = (said.get(id) ?? '')
        .split('\n')
        .filter((line) => line !== '' && !/WITHOUT THIS SITE|^site-\d+$|other sites have too/u.test(line));
      for (const line of lines) expect(checked.stdout).toContain(line.replace(`${id}: `, ''));
      if (name === 'a column with another spelling') expect(checked.stderr).toContain('"scores" where the plan says "score"');
    }
  },
  PROGRAMS_MS,
);
