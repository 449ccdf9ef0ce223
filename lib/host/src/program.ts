// What the start of a program needs, and nothing that takes long to load: the rest comes with the command that is called.
export { addCommands, type LazyCommand } from './lazy-commands.ts';
export { runProgram } from './run-program.ts';
