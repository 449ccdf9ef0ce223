import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} CommandNode a command of a program and what is below it, as its help tells
 * @property {string} words that lead to it, the name of the program first
 * @property {string} usage what may follow
 * @property {string} description
 * @property {{ flags: string, description: string, long: string | undefined }[]} options
 * @property {string} example lines below `Example:`, or nothing
 * @property {CommandNode[]} children
 */
/** @typedef {Awaited<ReturnType<typeof import('../cli/src/program.ts').buildProgram>>} Command of the library that the programs use */

/** Where a program's commands are built. @type {Record<string, string>} */
const BUILT = { 'site-agent': 'site-agent/dist/commands/program.js', cli: 'cli/dist/program.js' };

/**
 * The commands of a program, read from the program itself.
 * @param {string} root
 * @param {string} workspace
 * @returns {Promise<CommandNode>}
 */
export async function commandTree(root, workspace) {
  /** @type {{ buildProgram: () => Promise<Command> }} */
  const { buildProgram } = await import(pathToFileURL(join(root, BUILT[workspace] ?? '')).href);
  return describe(await buildProgram(), '');
}

/**
 * @param {Command} command
 * @param {string} above
 * @returns {CommandNode}
 */
function describe(command, above) {
  const words = `${above}${command.name()}`;
  let help = '';
  command.configureOutput({ writeOut: (text) => void (help += text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  const options = command.createHelp().visibleOptions(command);
  return {
    words,
    usage: command.usage(),
    description: command.description(),
    options: options.map((option) => ({
      flags: option.flags,
      description: command.createHelp().optionDescription(option),
      long: option.long,
    })),
    example: help.split('\nExample:\n')[1]?.trimEnd() ?? '',
    children: command.commands.map((child) => describe(child, `${words} `)),
  };
}
