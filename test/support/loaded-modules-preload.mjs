// Preloaded into a command: writes the address of every module that it loads into the file LOADED_MODULES, one a line.
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

/** @param {string} address */
const note = (address) => appendFileSync(process.env.LOADED_MODULES, `${address}\n`);

if (isMainThread) {
  register(import.meta.url);
  // What CommonJS modules require by themselves passes no hook of Node 20.
  process.on('exit', () => Object.keys(createRequire(import.meta.url).cache).forEach(note));
}

/** Hook of Node, which calls it in a thread of its own. */
export async function load(address, context, next) {
  note(address);
  return await next(address, context);
}
