// Every gate is shown able to fail: the tools run with the project's own settings on a small bad project.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const HOME = dirname(dirname(fileURLToPath(import.meta.url)));
const TOOLS = join(HOME, 'node_modules');
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-gates-'));
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "strict": true, "target": "es2023", "module": "nodenext", "noEmit": true, "types": [] } }',
  );
  write('package.json', '{ "name": "fixture", "private": true, "type": "module", "dependencies": { "left-pad": "1.0.0" } }');
});
beforeAll(() => {
  // Copied, because its overrides name files relative to where it lies.
  const settings = readFileSync(join(HOME, '.oxlintrc.json'), 'utf8');
  write('.oxlintrc.json', settings.replace('./scripts/lint/', `${HOME}/scripts/lint/`));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function tool(path: string, ...args: string[]): { status: number | null; output: string } {
  // oxlint looks for its type-aware half where it is started, and on the path.
  const env = { ...process.env, PATH: [join(TOOLS, '.bin'), process.env['PATH']].join(delimiter) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(TOOLS, path), ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

const lint = (path: string) => tool('oxlint/bin/oxlint', '--type-aware', '-f', 'unix', path);

describe('types', () => {
  it('fails on a type error', () => {
    write('types/bad.ts', 'export const n: number = "one";\n');
    const { status, output } = tool('@typescript/native/bin/tsc', '-p', '.');
    expect(status).not.toBe(0);
    expect(output).toContain('TS2322');
    rmSync(join(root, 'types'), { recursive: true });
  });
});

describe('generated code', () => {
  it('fails when a committed file differs from what its source gives', () => {
    const copy = join(root, 'generated');
    cpSync(join(HOME, 'proto'), join(copy, 'proto'), { recursive: true, filter: (path) => !/node_modules|dist$/.test(path) });
    for (const path of ['scripts/generate.mjs', 'lib/secure-sum/kernel', 'lib/secure-sum/src/wrapping-words-wasm.ts'])
      cpSync(join(HOME, path), join(copy, path), { recursive: true });
    symlinkSync(TOOLS, join(copy, 'node_modules'));
    write('generated/cli/dist/reference-pages.js', "export const referencePages = () => [['docs/page.md', 'new']];\n");
    write('generated/docs/page.md', 'new');
    const check = () => spawnSync(process.execPath, ['scripts/generate.mjs', '--check'], { cwd: copy, encoding: 'utf8' });
    expect(check()).toMatchObject({ status: 0 });
    write('generated/docs/page.md', 'old');
    appendFileSync(join(copy, 'proto/gen/consilium.js'), '\n');
    const { status, stderr } = check();
    expect(status).not.toBe(0);
    expect(stderr).toContain('out of date: proto/gen/consilium.js, docs/page.md');
  });
});

describe('lint', () => {
  it.each([
    ['no-floating-promises', 'export function f(): void {\n  Promise.resolve(1);\n}\n'],
    ['no-restricted-properties', 'export const a = Math.random();\n'],
    ['no-restricted-properties', 'export const a = Date.now();\n'],
    ['no-ambient-date', 'export const a = new Date();\n'],
    ['no-console', "console.log('x');\n"],
    ['no-bare-error', "export function f(): never {\n  throw new Error('x');\n}\n"],
    ['no-empty', 'export function f(g: () => void): void {\n  try {\n    g();\n  } catch {}\n}\n'],
    ['no-new-func', "export const f = new Function('return 1');\n"],
    [
      'switch-exhaustiveness-check',
      "export function f(x: 'a' | 'b'): void {\n  switch (x) {\n    case 'a':\n      f('b');\n  }\n}\n",
    ],
  ])('%s', (rule, source) => {
    write('lib/plan/src/bad.ts', source);
    const { status, output } = lint('lib/plan/src/bad.ts');
    expect(output).toContain(rule);
    expect(status).not.toBe(0);
  });

  it('allows the clock in its adapter only, and dates of a given time everywhere', () => {
    write('lib/core/src/clock.ts', 'export const now = (): number => Date.now();\n');
    write('lib/plan/src/good.ts', 'export const date = (ms: number): Date => new Date(ms);\n');
    expect(lint('lib/core/src/clock.ts').status).toBe(0);
    expect(lint('lib/plan/src/good.ts').status).toBe(0);
  });
});

describe('format', () => {
  it('fails on another style', () => {
    cpSync(join(HOME, 'biome.json'), join(root, 'biome.json'));
    write('.gitignore', 'dist/\n');
    write('style/bad.ts', 'export const a = "double"\n');
    const { status } = tool('@biomejs/biome/bin/biome', 'format', 'style');
    expect(status).not.toBe(0);
    write('style/bad.ts', "export const a = 'single';\n");
    expect(tool('@biomejs/biome/bin/biome', 'format', 'style').status).toBe(0);
  });
});

describe('dead code', () => {
  it('fails on an unused file and an unused export', () => {
    write('knip.json', '{ "entry": ["src/index.js"], "project": ["src/**/*.js"] }');
    write('src/index.js', "import { used } from './used.js';\nused();\n");
    write('src/used.js', 'export function used() {}\nexport function unused() {}\n');
    write('src/forgotten.js', 'export const x = 1;\n');
    const { status, output } = tool('knip/bin/knip.js', '--no-config-hints');
    expect(status).not.toBe(0);
    expect(output).toContain('src/forgotten.js');
    expect(output).toContain('unused');
    expect(output).toContain('left-pad');
    rmSync(join(root, 'src'), { recursive: true });
  });

  it('fails on an export of an entry file that serves no program, though a test uses it', () => {
    const room = (name: string, more: string) => `{ "name": "@x/${name}", "private": true, "type": "module", ${more} }`;
    cpSync(join(HOME, 'knip.json'), join(root, 'rooms/knip.json'));
    write('rooms/package.json', '{ "name": "rooms", "private": true, "workspaces": ["lib/*", "cli"] }');
    write('rooms/lib/a/package.json', room('a', '"exports": { ".": "./src/index.ts" }'));
    write('rooms/cli/package.json', room('cli', '"bin": "bin/cli.js", "dependencies": { "@x/a": "1" }'));
    write('rooms/cli/bin/cli.js', "import { used } from '@x/a';\nused();\n");
    mkdirSync(join(root, 'rooms/node_modules/@x'), { recursive: true });
    symlinkSync(join(root, 'rooms/lib/a'), join(root, 'rooms/node_modules/@x/a'));
    write(
      'rooms/lib/a/src/a.ts',
      'export const used = (): number => 1;\nexport const tested = (): number => 2;\nexport const later = 3;\n',
    );
    write('rooms/lib/a/src/a.test.ts', "import { tested } from './index.ts';\ntested();\n");
    const check = (index: string) => {
      write('rooms/lib/a/src/index.ts', index);
      const args = ['--production', '--include', 'files,exports', '--no-config-hints', '--directory', 'rooms'];
      return tool('knip/bin/knip.js', ...args);
    };
    const awaited = "/** @awaits a program that needs it */\nexport { later } from './a.ts';\n";
    expect(check(`export { used } from './a.ts';\n${awaited}`)).toMatchObject({
      status: 1,
      output: expect.stringMatching(/tested +lib\/a\/src\/a\.ts/u),
    });
    const { status, output } = check(`export { tested, used } from './a.ts';\n${awaited}`);
    expect(status).not.toBe(0);
    expect(output).toMatch(/tested +lib\/a\/src\/index\.ts/u);
    expect(output).not.toContain('later');
    write('rooms/lib/a/src/a.ts', 'export const used = (): number => 1;\nexport const later = 3;\n');
    expect(check(`export { used } from './a.ts';\n${awaited}`)).toMatchObject({ status: 0 });
  });
});

describe('npm run check', () => {
  it('refuses a gate that does not exist', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(HOME, 'scripts/check.mjs'), 'nonsense'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('There is no gate "nonsense"');
  });
});
