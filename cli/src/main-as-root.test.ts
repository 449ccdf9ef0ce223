import { chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { READING } from './main.ts';
import { buildProgram } from './program.ts';
import { typeCommand } from './testing/type-command.ts';

/** Somebody else, who need not have a name. */
const SERVICE = 54_321;
/** What arguments and options take that are not any text. */
const VALUES: Readonly<Record<string, string>> = {
  incident: '1',
  'name@version': 'x@1',
  '--coordinator': 'localhost:1',
  '--role': 'auditor',
};

const consoleBefore = { ...console };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-root-'));
  mkdirSync(join(folder, 'state'));
  for (const name of ['coordinator.json', 'connection.json']) writeFileSync(join(folder, name), '{}');
  if (process.geteuid?.() === 0) for (const path of paths()) chownSync(path, SERVICE, SERVICE);
});
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(console, consoleBefore);
  process.removeAllListeners('uncaughtException');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function paths(): readonly string[] {
  return [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))];
}

/** What lies in the folder, whose it is, and what it says. */
const content = (): readonly unknown[] =>
  paths().map((path) => [path, lstatSync(path).uid, lstatSync(path).isFile() ? readFileSync(path, 'utf8') : '']);

function leaves(command: Command, words: readonly string[] = []): (readonly [string, Command])[] {
  const children = command.commands.flatMap((child) => leaves(child, [...words, child.name()]));
  return children.length === 0 ? [[words.join(' '), command]] : children;
}

const FOLDERS = ['--folder', '--identity', '--to'];
const commands = leaves(await buildProgram()).flatMap(([words, command]) =>
  command.options.flatMap(({ long }) => (long && FOLDERS.includes(long) ? [[words, long, command] as const] : [])),
);

/** A command line that the parser takes. */
const typed = (words: string, option: string, command: Command): readonly string[] => [
  ...words.split(' '),
  ...command.registeredArguments.filter(({ required }) => required).map((argument) => VALUES[argument.name()] ?? 'x'),
  ...command.options.flatMap(({ mandatory, long, argChoices }) =>
    mandatory && long ? [long, VALUES[long] ?? argChoices?.[0] ?? 'x'] : [],
  ),
  option,
  folder,
];

describe.runIf(process.geteuid?.() === 0)('root, in the folder of a service,', () => {
  it('has commands to type', () => expect(commands.length).toBeGreaterThan(25));

  it.each(commands)('types %s %s: nothing is written, and the words to use are said', async (words, option, command) => {
    const before = content();
    const { code, text } = await typeCommand(...typed(words, option, command));
    if (READING.includes(words)) expect(text).not.toContain('root types this');
    else {
      expect([code, text]).toEqual([3, expect.stringContaining(`${folder} belongs to user ${SERVICE}, and root types this`)]);
      expect(text).toContain(`Run it as that user: sudo -u '#${SERVICE}' consilium ${words} ...`);
    }
    expect(content()).toEqual(before);
  });
});
