import { ConsiliumError } from '@consilium/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type CommandLine, runProgram } from './run-program.ts';

const EVIL = 'x\u001b[2J\nepsilon 0.01\u202e';
const SHOWN = String.raw`x\u{1b}[2J`;
let written = { out: '', err: '' };
let consoleBefore: Console;

beforeEach(() => {
  written = { out: '', err: '' };
  consoleBefore = { ...console };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((written.out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((written.err += String(text)), true));
});
afterEach(() => {
  Object.assign(console, consoleBefore);
  vi.restoreAllMocks();
  process.removeAllListeners('uncaughtException');
});

/** A program of one action. */
function program(action: (output: Parameters<CommandLine['configureOutput']>[0]) => unknown): () => Promise<CommandLine> {
  let output: Parameters<CommandLine['configureOutput']>[0] | undefined;
  return async () => ({
    commands: [],
    hook: () => undefined,
    exitOverride: () => {},
    configureOutput: (given) => (output = given),
    showHelpAfterError: () => undefined,
    parseAsync: async () => {
      if (output !== undefined) await action(output);
    },
  });
}

it('an error is its message, indented from the second line on, what to do, and the exit code of the catalog', async () => {
  const code = await runProgram(
    program(() => {
      throw new ConsiliumError({ code: 'USAGE', message: EVIL });
    }),
    [],
  );
  expect(code).toBe(2);
  const lines = written.err.split('\n');
  expect(lines.slice(0, 2)).toEqual([`error: ${SHOWN}`, String.raw`  epsilon 0.01\u{202e}`]);
  expect(lines).toHaveLength(4);
  expect(written.out).toBe('');
});

it('on a platform that is not supported nothing runs', async () => {
  const action = vi.fn<() => void>();
  const code = await runProgram(program(action), [], { platform: { system: 'win32', processor: 'x64', musl: false } });
  expect(code).toBe(3);
  expect(written.err).toContain('error: Consilium does not run on Windows (x64)\n');
  expect(action).not.toHaveBeenCalled();
});

it('a defect shows where it happened, and its message cannot pass for a line of ours either', async () => {
  const code = await runProgram(
    program(() => {
      throw new TypeError(EVIL);
    }),
    [],
  );
  expect(code).not.toBe(0);
  expect(written.err).toContain('run-program.test.ts');
  expect(written.err).not.toMatch(/^epsilon/mu);
  expect(written.err).not.toMatch(/[^\P{C}\n]/u);
});

it('the parser and libraries that use the console write through the door', async () => {
  await runProgram(
    program(({ writeOut, writeErr, outputError }) => {
      writeOut('Usage: x\n\n');
      writeErr('Run with --help\n');
      outputError(`error: unknown command '${EVIL}'\n`);
      const library: Console = globalThis['console'];
      library.log('%s and', EVIL, 1);
      library.error(EVIL);
      library.warn({ EVIL });
    }),
    [],
  );
  expect(written.out).toBe('Usage: x\n\n');
  expect(written.err).toContain(`Run with --help\nerror: unknown command '${SHOWN}\n  epsilon 0.01`);
  expect(written.err).not.toMatch(/[^\P{C}\n]/u);
});
