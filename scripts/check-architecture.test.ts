import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkArchitecture, misnamedTests } from './check-architecture.mjs';
import { outputPastTheDoor, pastTheDoor } from './lint/output-door.mjs';

let root = '';
let problems: string[] = [];

const FILES: Record<string, string> = {
  'package.json':
    '{ "name": "fixture", "private": true, "type": "module", "workspaces": ["lib/*", "coordinator", "site-agent", "testing"] }',
  'lib/core/src/index.ts': "export { one } from './one.ts';\n",
  'lib/core/src/one.ts': "import type { Two } from './two.ts';\nexport const one: Two = 1;\n",
  'lib/core/src/two.ts': "import { one } from './one.ts';\nexport type Two = 1;\nexport const two = one;\n",
  'lib/privacy/src/index.ts': "import { readFileSync } from 'node:fs';\nexport const noise = readFileSync;\n",
  'lib/privacy/src/round-about.ts': "export { wait } from '../../core/src/wait.ts';\n",
  'lib/core/src/wait.ts': "import { connect } from 'node:net';\nexport const wait = connect;\n",
  'lib/privacy/src/digest.ts': "import { createHash } from 'node:crypto';\nexport const digest = createHash;\n",
  'lib/learning/src/index.ts': 'export const learn = 1;\n',
  'coordinator/src/index.ts':
    "import { learn } from '../../lib/learning/src/index.ts';\nimport '@tensorflow/tfjs';\nexport const coordinator = learn;\n",
  'coordinator/src/deep.ts': "export { two } from '../../lib/core/src/two.ts';\n",
  'coordinator/src/lost.ts': "export { nothing } from './nowhere.ts';\n",
  'testing/src/index.ts': 'export const fake = 1;\n',
  'coordinator/src/testing/sample.ts': "export { fake } from '../../../testing/src/index.ts';\n",
  'coordinator/src/fake.test.ts': "import '../../testing/src/index.ts';\nimport './testing/sample.ts';\n",
  'coordinator/src/ships-fake.ts': "export { fake } from '../../testing/src/index.ts';\n",
  'coordinator/src/ships-sample.ts': "export { fake } from './testing/sample.ts';\n",
  'site-agent/src/index.ts':
    "import type { coordinator } from '../../coordinator/src/index.ts';\nexport type Peer = typeof coordinator;\n",
  'site-agent/src/connectors/csv.ts': 'export const rows = 1;\n',
  'site-agent/src/work/training.ts': "export { rows } from '../connectors/csv.ts';\n",
  'site-agent/src/border/build.ts': "export { rows } from '../connectors/csv.ts';\n",
  'site-agent/src/fine.ts': "import { one } from '../../lib/core/src/index.ts';\nexport const fine = one;\n",
  'node_modules/@tensorflow/tfjs/package.json': '{ "name": "@tensorflow/tfjs", "version": "1.0.0", "main": "index.js" }',
  'node_modules/@tensorflow/tfjs/index.js': '',
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-rooms-'));
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  problems = checkArchitecture(root, 1).problems;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const found = (rule: string, from: string): boolean => problems.some((line) => line.startsWith(`${rule}: ${from}`));

describe('the rule of the rooms', () => {
  it('refuses a room that the table does not allow', () => {
    expect(found('room-coordinator', 'coordinator/src/index.ts -> lib/learning/src/index.ts')).toBe(true);
  });

  it('refuses a connector behind the border', () => {
    expect(found('behind-the-border', 'site-agent/src/work/training.ts -> site-agent/src/connectors/csv.ts')).toBe(true);
    expect(found('behind-the-border', 'site-agent/src/border/build.ts')).toBe(false);
  });

  it('counts a type as knowledge of the other room', () => {
    expect(found('room-site-agent', 'site-agent/src/index.ts -> coordinator/src/index.ts')).toBe(true);
  });

  it('refuses a library outside the room that owns it', () => {
    expect(found('only-lib-learning-uses-tensorflow', 'coordinator/src/index.ts')).toBe(true);
  });

  it('refuses files in lib/privacy and allows cryptography there', () => {
    expect(found('pure-rooms', 'lib/privacy/src/index.ts')).toBe(true);
    expect(problems.some((line) => line.includes('lib/privacy/src/digest.ts'))).toBe(false);
  });

  it('follows the imports of a pure room through other rooms', () => {
    expect(found('pure-rooms', 'lib/core/src/wait.ts -> net')).toBe(true);
    expect(found('pure-rooms', 'lib/privacy/src/round-about.ts -> net')).toBe(true);
  });

  it('refuses a cycle, an import past the entry file, and an import that leads nowhere', () => {
    expect(found('no-cycles', 'lib/core/src/one.ts') || found('no-cycles', 'lib/core/src/two.ts')).toBe(true);
    expect(found('public-entry-only', 'coordinator/src/deep.ts -> lib/core/src/two.ts')).toBe(true);
    expect(found('resolvable', 'coordinator/src/lost.ts')).toBe(true);
  });

  it('keeps doubles and samples out of shipped code, and lets tests have them', () => {
    expect(problems.filter((line) => line.startsWith('testing-is-for-tests')).map((line) => line.split('\n')[0])).toEqual([
      'testing-is-for-tests: coordinator/src/ships-fake.ts -> testing/src/index.ts',
      'testing-is-for-tests: coordinator/src/ships-sample.ts -> coordinator/src/testing/sample.ts',
    ]);
  });

  it('leaves what is allowed alone, and says why it refuses the rest', () => {
    expect(problems.some((line) => line.includes('site-agent/src/fine.ts'))).toBe(false);
    expect(problems.find((line) => line.startsWith('pure-rooms'))).toContain(
      'lib/core, lib/deidentify, lib/pages, lib/privacy and lib/secure-sum compute',
    );
  });

  it('fails when it has read too few modules', () => {
    const report = checkArchitecture(root, 1_000);
    expect(report.modules).toBe(21);
    expect(report.problems.at(-1)).toContain('only 21 modules were read, at least 1000 are expected');
  });

  it('fails when there is nothing to read', () => {
    expect(checkArchitecture(join(root, 'node_modules'), 0).problems).toHaveLength(1);
  });
});

describe('names of tests', () => {
  const sources = ['lib/a/src/one.ts', 'lib/a/src/one.test.ts', 'lib/a/src/one-late.test.ts', 'test/fault/kill.test.ts'];

  it('are those of the file that owns the concept, with an aspect or without', () => {
    expect(misnamedTests(sources, {})).toEqual([]);
    const wrong = ['lib/a/src/two.test.ts', 'lib/a/src/onelate.test.ts', 'lib/a/src/b/one.test.ts'];
    expect(misnamedTests([...sources, ...wrong], {}).map((problem) => problem.split('\n')[0])).toEqual(
      wrong.map((test) => `test-names-owner: ${test}`),
    );
  });

  it('stand in a list with a reason where no file owns it, and only there', () => {
    const all = [...sources, 'lib/a/src/table.test.ts'];
    expect(misnamedTests(all, { 'lib/a/src/table.test.ts': 'all of them' })).toEqual([]);
    const stale = misnamedTests(all, {
      'lib/a/src/table.test.ts': '',
      'lib/a/src/one.test.ts': '',
      'lib/a/src/gone.test.ts': '',
    });
    expect(stale.map((problem) => problem.split('\n')[0])).toEqual([
      'test-names-owner: lib/a/src/one.test.ts',
      'test-names-owner: lib/a/src/gone.test.ts',
    ]);
  });
});

describe('the door to terminals', () => {
  const past = (text: string): string[] => pastTheDoor('a.ts', text);

  it.each([
    "process.stdout.write('x');",
    'const { stderr } = process;',
    "import { stdout as out } from 'node:process';",
    "process['stderr'].write('x');",
    "globalThis.console.log('x');",
    "import { writeSync } from 'node:fs';\nwriteSync(1, 'x');",
    "fs.writeFileSync(2, 'x');",
    "createWriteStream('', { fd: 1 });",
    "createWriteStream('/dev/tty');",
    "writeFileSync('/proc/self/fd/1', 'x');",
    "spawn('ls', { stdio: 'inherit' });",
    'say(`\\u001b[31m${name}`);',
    "say('\\x1b[2J');",
    "say('a\\u009b2J');",
  ])('is the only way: %s', (text) => {
    expect(past(`const one = 1;\n${text}`)).not.toEqual([]);
  });

  it('is not reached by words, nor by files', () => {
    expect(
      past("// process.stdout, console.log, \\u001b\nwriteSync(fd, 'standard output'); const s = 'the console of stdout';"),
    ).toEqual([]);
  });

  it('names the line; tests and doubles may speak, doors are listed as long as they are needed', () => {
    const at = mkdtempSync(join(tmpdir(), 'consilium-door-'));
    const sources = ['a.ts', 'a.test.ts', 'testing/b.ts', 'door.ts', 'plain.ts'];
    mkdirSync(join(at, 'testing'));
    for (const path of sources) writeFileSync(join(at, path), path === 'plain.ts' ? '' : "\nprocess.stdout.write('x');\n");
    const found = outputPastTheDoor(at, sources, { 'door.ts': '', 'plain.ts': '' });
    rmSync(at, { recursive: true });
    expect(found.map((problem) => problem.split('\n')[0])).toEqual(['output-door: a.ts:2: stdout', 'output-door: plain.ts']);
  });
});
