import { describe, expect, it } from 'vitest';
import { buildProgram as researcherProgram } from '../cli/src/program.ts';
import { buildProgram as hospitalProgram } from '../site-agent/src/commands/program.ts';

/** A command of ours, whose library is theirs to name. */
type Command = Awaited<ReturnType<typeof researcherProgram>>;

/** Columns at which help wraps when no terminal says otherwise. */
const WIDTH = 80;

interface HelpPage {
  /** The words that lead to the command, the name of the program first. */
  readonly command: string;
  readonly text: string;
  readonly isLeaf: boolean;
}

/** What `--help` prints, for a command and all commands below it. */
function helpPages(command: Command, above: readonly string[] = []): readonly HelpPage[] {
  const words = [...above, command.name()];
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => WIDTH });
  command.outputHelp();
  const page = { command: words.join(' '), text, isLeaf: command.commands.length === 0 };
  return [page, ...command.commands.flatMap((child) => helpPages(child, words))];
}

describe.each([
  ['consilium', researcherProgram, await researcherProgram()],
  ['consilium-site', hospitalProgram, await hospitalProgram()],
])('%s', (program, build, whole) => {
  const pages = helpPages(whole);

  it('prints the help that was reviewed, for every command', async () => {
    const text = pages.map((page) => `$ ${page.command} --help\n${page.text}`).join('\n');
    await expect(text).toMatchFileSnapshot(`help/${program}.txt`);
  });

  it('shows the same list of commands with none of them loaded, and with the one that is called', async () => {
    const list = (command: Command): string | undefined => helpPages(command, [])[0]?.text;
    const called = pages
      .filter(({ command }) => command.split(' ').length === 2)
      .map(({ command }) => command.split(' ')[1] ?? '');
    for (const words of [[], ['--help'], ['no-such-command'], ...called.map((name) => [name])])
      expect(list(await build(['node', program, ...words]))).toBe(pages[0]?.text);
  });

  it('shows the same list of a group with none of its commands loaded', async () => {
    const groups = pages.filter(({ command, isLeaf }) => !isLeaf && command.split(' ').length === 2);
    expect(groups.length).toBeGreaterThan(5);
    for (const { command, text } of groups) {
      const name = command.split(' ')[1] ?? '';
      const found = (await build(['node', program, name, '--help'])).commands.find((one) => one.name() === name);
      expect(found === undefined ? undefined : helpPages(found)[0]?.text).toBe(text);
    }
  });

  it('loads the command that is called, and the one that help is asked about', async () => {
    for (const words of [
      ['audit', 'show'],
      ['--any', 'audit'],
      ['help', 'audit'],
    ]) {
      const found = await build(['node', program, ...words]);
      const loaded = found.commands.filter(({ commands }) => commands.length > 0).map((command) => command.name());
      expect(loaded).toEqual(['audit']);
    }
  });

  it('prints JSON with every command that has a result', () => {
    const without = pages.filter(({ isLeaf, text }) => isLeaf && !/^ +--json /m.test(text)).map(({ command }) => command);
    expect(without).toEqual(program === 'consilium' ? ['consilium coordinator start'] : ['consilium-site start']);
  });

  it('gives an example with every command that does something', () => {
    const leaves = pages.filter((page) => page.isLeaf);
    expect(leaves.length).toBeGreaterThan(10);
    const without = leaves.filter(({ text }) => !text.includes(`\nExample:\n  $ ${program} `));
    expect(without.map(({ command }) => command)).toEqual([]);
  });
});
