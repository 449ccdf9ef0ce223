import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROGRAMS_MS } from '../support/programs.ts';

const STUDY = join(ROOT, 'examples/heart-disease/study.yaml');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bundleDependencies: readonly string[];
}

let folder: string;
let library: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-library-'));
  const packed = execFileSync(process.execPath, [join(ROOT, 'packaging/library.mjs'), '--out', folder], {
    encoding: 'utf8',
  }).trim();
  library = join(folder, 'node_modules/@consilium/sim');
  mkdirSync(library, { recursive: true });
  execFileSync('tar', ['-xzf', packed, '-C', library, '--strip-components=1']);
  // Of packages of others it finds those that it names, in the versions that npm would install, and nothing else of this clone.
  for (const [name, version] of Object.entries(manifest().dependencies)) {
    if (manifest().bundleDependencies.includes(name)) continue;
    const installed = join(ROOT, 'node_modules', name);
    expect([name, (JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string }).version]).toEqual([
      name,
      version,
    ]);
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(installed, link);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}, PROGRAMS_MS);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(library, 'package.json'), 'utf8')) as Manifest;
}

it(
  'runs the example outside the clone, as the command runs the same study',
  () => {
    writeFileSync(join(folder, 'rehearse.mjs'), readFileSync(join(ROOT, 'examples/scripts/rehearse.mjs')));
    const { stdout, stderr, status } = spawnSync(process.execPath, ['rehearse.mjs', STUDY, join(folder, 'out')], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    expect(stdout.match(/^round \d of 5: AUC 0\.\d{3}$/gm)).toHaveLength(5);
    expect(stdout).toMatch(/^cleveland: \d+ patients, epsilon \d\.\d\d$/m);

    const options = ['--rounds', '5', '--seed', '1', '--transport', 'memory', '--out', join(folder, 'command')];
    execFileSync(process.execPath, [join(ROOT, 'cli/bin/consilium.js'), 'sim', STUDY, ...options], { stdio: 'ignore' });
    const model = (out: string): string => {
      const summary = JSON.parse(readFileSync(join(folder, out, 'summary.json'), 'utf8')) as { model: { sha256: string } };
      return summary.model.sha256;
    };
    expect(model('out')).toBe(model('command'));
  },
  PROGRAMS_MS,
);

it(
  'has types of every name, pages of them, no source map, and no test',
  () => {
    const sentences = `
import { connect, ConsiliumError, isConsiliumError, rehearse, type Rehearsal, type RemoteRound } from '@consilium/sim';
const rehearsal: Rehearsal = rehearse({ study: 'x' }, { data: 'x', split: 'iid' });
for await (const { round, scores } of rehearsal) { const shown: [number, number | undefined] = [round, scores?.auc]; void shown; }
const names: readonly string[] = (await rehearsal.result).summary.sites.map(({ id }) => id); void names;
try { for await (const r of connect('x').run('x')) { const round: RemoteRound = r; void round; } }
catch (error) { if (isConsiliumError(error, 'UNREACHABLE')) { const advice: string = error.advice; void advice; } if (error instanceof ConsiliumError) throw error; }
// @ts-expect-error no such option
rehearse('study.yaml', { seeds: 1 });
`;
    writeFileSync(join(folder, 'typed.mts'), sentences);
    const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2023'];
    const types = ['--skipLibCheck', '--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node'];
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/@typescript/native/bin/tsc'), ...options, ...types, 'typed.mts'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([0, '']);
    const files = readdirSync(library, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /\.map$|\.test\.|\/testing\//.test(file))).toEqual([]);
    const pages = readFileSync(join(library, 'api/index.html'), 'utf8');
    for (const name of ['rehearse', 'connect', 'ConsortiumClient']) expect(pages).toContain(name);
  },
  PROGRAMS_MS,
);
