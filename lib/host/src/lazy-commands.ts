import { ConsiliumError } from '@consilium/core';

/** A command of a program, or a group of commands, which is loaded when it is called and only then: help and the others need not wait for it. */
export interface LazyCommand<C> {
  readonly name: string;
  /** What follows its name in help, such as `[options] <file>`; nothing for a group. */
  readonly usage?: string;
  readonly description: string;
  readonly load: () => Promise<C>;
}

/** What {@link addCommands} needs of a commander command. */
interface Buildable<C> {
  name(name: string): C;
  description(text: string): C;
  option(flags: string): C;
  argument(name: string): C;
  action(act: () => void): C;
}

/**
 * Adds the commands of a program: the one that a command line calls, and of the others what help says of them; all of them, loaded, where
 * there is no command line.
 *
 * @param create makes a command without anything
 * @param argv as `process.argv`: Node, the program, then its words
 */
export async function addCommands<C extends Buildable<C>>(
  program: { addCommand(command: C): unknown },
  commands: readonly LazyCommand<C>[],
  create: () => C,
  argv: readonly string[] | undefined,
): Promise<void> {
  const called = argv === undefined ? undefined : commandCalled(argv.slice(2));
  for (const command of commands) {
    const { name, description, load } = command;
    const wanted = argv === undefined || name === called;
    program.addCommand((wanted ? await load() : outline(command, create())).name(name).description(description));
  }
}

/** The command that words call: options before it are the program's, none of which takes a value. */
function commandCalled(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

/** A command that is not loaded, with as much of it as the list of commands shows. */
function outline<C extends Buildable<C>>({ name, usage = '' }: LazyCommand<C>, command: C): C {
  for (const word of usage.split(' ').filter((part) => part !== '')) {
    if (word === '[options]') command.option('--any');
    else command.argument(word);
  }
  return command.action(() => {
    throw new ConsiliumError({ code: 'INTERNAL', message: `${name} was called and not loaded` });
  });
}
