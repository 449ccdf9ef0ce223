import { describe, expect, it } from 'vitest';
import { buildProgram as researcherProgram } from '../cli/src/program.ts';
import { buildProgram as hospitalProgram } from '../site-agent/src/commands/program.ts';

/** A command of ours, whose library is theirs to name. */
type Command = ReturnType<typeof researcherProgram>;

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
  ['consilium', researcherProgram],
  ['consilium-site', hospitalProgram],
])('%s', (program, build) => {
  const pages = helpPages(build());

  it('prints the help that was reviewed, for every command', async () => {
    const text = pages.map((page) => `$ ${page.command} --help\n${page.text}`).join('\n');
    await expect(text).toMatchFileSnapshot(`help/${program}.txt`);
  });

  it('gives an example with every command that does something', () => {
    const leaves = pages.filter((page) => page.isLeaf);
    expect(leaves.length).toBeGreaterThan(10);
    const without = leaves.filter(({ text }) => !text.includes(`\nExample:\n  $ ${program} `));
    expect(without.map(({ command }) => command)).toEqual([]);
  });
});
