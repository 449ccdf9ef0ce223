import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { askYesNo } from './ask.ts';
import { createTerminal } from './terminal.ts';

/** What is answered to what is typed, and what the screen has shown. */
async function asked(typed: string, { input = true, screen = true } = {}): Promise<[boolean | undefined, string]> {
  let shown = '';
  const stream = Object.assign(new PassThrough(), { isTTY: input });
  const terminal = createTerminal(() => ({ isTTY: screen, write: (text: string) => (shown += text) }), {});
  const answer = askYesNo('Start all \u001b[2Jthe same?', { terminal, input: stream });
  stream.end(typed);
  return [await answer, shown];
}

it.each([
  ['y\n', true],
  [' Yes \n', true],
  ['y', true],
  ['n\n', false],
  ['\n', false],
  ['yesterday\n', false],
  ['', false],
])('%j is %j', async (typed, expected) => {
  expect((await asked(typed))[0]).toBe(expected);
});

it('asks nobody where there is no terminal on both sides', async () => {
  expect(await asked('y\n', { input: false })).toEqual([undefined, '']);
  expect(await asked('y\n', { screen: false })).toEqual([undefined, '']);
});

it('commands no terminal with what it quotes', async () => {
  const [, shown] = await asked('n\n');
  expect(shown).toContain('Start all \\u{1b}[2Jthe same? [y/N] ');
});
