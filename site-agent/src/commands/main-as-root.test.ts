import { chownSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPolicyFile } from '../gate/index.ts';
import { runProgram } from '../testing/run-program.ts';
import { READING } from './main.ts';
import { buildProgram } from './program.ts';
import { SiteFolder } from './site-folder.ts';

/** Somebody else, who need not have a name. */
const SERVICE = 54_321;
/** What options take that are not any text. */
const VALUES: Readonly<Record<string, string>> = {
  '--coordinator': 'localhost:1',
  '--epsilon': '1',
  '--delta': '0.001',
  '--held-out': '0.2',
  '--rows': '100',
  // The example of the format's authors.
  '--signed-by': 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
};

let root: string;
let folder: SiteFolder;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-root-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'localhost:1' });
  createPolicyFile(folder.policyPath);
  if (process.geteuid?.() === 0) for (const path of paths(folder.path)) chownSync(path, SERVICE, SERVICE);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function paths(of: string): readonly string[] {
  return [of, ...readdirSync(of, { recursive: true, encoding: 'utf8' }).map((name) => join(of, name))];
}

/** What lies in the folder, whose it is, and what it says. */
const content = (): readonly unknown[] =>
  paths(folder.path).map((path) => [path, lstatSync(path).uid, lstatSync(path).isFile() ? readFileSync(path, 'utf8') : '']);

function leaves(command: Command, words: readonly string[] = []): (readonly [string, Command])[] {
  const children = command.commands.flatMap((child) => leaves(child, [...words, child.name()]));
  return children.length === 0 ? [[words.join(' '), command]] : children;
}

const commands = leaves(await buildProgram()).filter(([, { options }]) => options.some(({ long }) => long === '--folder'));

/** A command line that the parser takes. */
const typed = (words: string, command: Command): readonly string[] => [
  ...words.split(' '),
  ...command.registeredArguments
    .filter(({ required }) => required)
    .map((argument) => (argument.name() === 'incident' ? '1' : 'x')),
  ...command.options.flatMap((option) => {
    const { mandatory, long, argChoices } = option;
    if (!mandatory || !long) return [];
    return option.isBoolean() ? [long] : [long, VALUES[long] ?? argChoices?.[0] ?? 'x'];
  }),
];

describe.runIf(process.geteuid?.() === 0)('root, in the folder of a service,', () => {
  it('has commands to type', () => expect(commands.length).toBeGreaterThan(20));

  it.each(commands)('types %s: nothing is written, and the words to use are said', async (words, command) => {
    const before = content();
    const { code, stderr } = await runProgram(folder.path, ...typed(words, command));
    if (!READING.includes(words)) {
      expect([code, stderr]).toEqual([
        3,
        expect.stringContaining('and root types this: files that root writes there lock that user out'),
      ]);
      expect(stderr).toContain(`Run it as that user: sudo -u '#${SERVICE}' consilium-site ${words} ...`);
    } else expect(stderr).not.toContain('root types this');
    expect(content()).toEqual(before);
  });

  it('reads the name of a user who has one', async () => {
    const named = join(root, 'named');
    cpSync(folder.path, named, { recursive: true });
    // Every system has one with a number above 0.
    const [name, , uid] =
      readFileSync('/etc/passwd', 'utf8')
        .split('\n')
        .map((line) => line.split(':'))
        .find(([, , id]) => Number(id) > 0) ?? [];
    chownSync(named, Number(uid), 0);
    const { stderr } = await runProgram(named, 'budget');
    expect(stderr).toContain(`${named} belongs to ${name}`);
    expect(stderr).toContain(`runuser -u ${name} -- consilium-site budget ...`);
    expect(statSync(named).uid).toBe(Number(uid));
  });

  it('works in a folder of its own', async () => {
    const own = join(root, 'own');
    cpSync(folder.path, own, { recursive: true });
    for (const path of paths(own)) chownSync(path, 0, 0);
    expect((await runProgram(own, 'budget')).code).toBe(0);
  });
});
