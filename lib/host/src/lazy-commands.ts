import { ConsiliumError } from '@consilium/core';

/** A command of a program, or a group of commands, which is loaded when it is called and only then: help and the others need not wait for it. */
export interface LazyCommand<C> {
  readonly name: string;
  /** What follows its name in help, such as `[options] <file>`; nothing for a group. */
  readonly usage?: string;
  readonly description: string;
  /** @param words what follows its name on the command line, for groups that load only what is called in turn; without it, all is loaded */
  readonly load: (words: readonly string[] | undefined) => Promise<C>;
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
 * Adds the commands of a program or a group: the one that a command line calls, and of the others what help says of them; all of them, loaded,
 * where there is no command line.
 *
 * @param create makes a command without anything
 * @param words what follows the name of the program or the group on the command line
 */
export async function addCommands<C extends Buildable<C>>(
  parent: { addCommand(command: C): unknown },
  commands: readonly LazyCommand<C>[],
  create: () => C,
  words: readonly string[] | undefined,
): Promise<void> {
  const called = words === undefined ? undefined : commandCalled(words);
  for (const command of commands) {
    const { name, description, load } = command;
    const wanted = words === undefined || name === called?.name;
    parent.addCommand((wanted ? await load(called?.rest) : outline(command, create())).name(name).description(description));
  }
}

/** The command that words call, and what follows it: options before it are the parent's, none of which takes a value. */
function commandCalled(words: readonly string[]): { readonly name?: string; readonly rest: readonly string[] } {
  const [first = words.length, second = words.length] = words.flatMap((word, i) => (word.startsWith('-') ? [] : [i]));
  const at = words[first] === 'help' ? second : first;
  const name = words[at];
  return { ...(name === undefined ? {} : { name }), rest: words.slice(at + 1) };
}

/** A command that is not loaded, with as much of it as the list of commands shows. */
function outline<C extends Buildable<C>>({ name, usage = '' }: LazyCommand<C>, command: C): C {
  // Names of arguments may have blanks: <data set>.
  for (const word of usage.match(/<[^>]*>|\[[^\]]*\]/g) ?? []) {
    if (word === '[options]') command.option('--any');
    else command.argument(word);
  }
  return command.action(() => {
    throw new ConsiliumError({ code: 'INTERNAL', message: `${name} was called and not loaded` });
  });
}
