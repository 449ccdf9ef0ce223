// Preloaded into an agent: while `<folder>.full` exists, writes into the folder fail with ENOSPC.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const folder = new URL(import.meta.url).searchParams.get('folder') ?? '';
const { openSync, writeSync, writeFileSync, closeSync, existsSync } = fs;

/** @type {Set<number>} */
const watched = new Set();

/** @param {string} call */
function full(call) {
  return Object.assign(new Error(`ENOSPC: no space left on device, ${call}`), { code: 'ENOSPC', errno: -28, syscall: call });
}

const isFull = () => existsSync(`${folder}.full`);

fs.openSync = (path, ...rest) => {
  const fd = openSync(path, ...rest);
  if (String(path).startsWith(`${folder}/`)) watched.add(fd);
  else watched.delete(fd);
  return fd;
};
fs.closeSync = (fd) => {
  watched.delete(fd);
  closeSync(fd);
};
fs.writeSync = /** @type {typeof writeSync} */ (
  (/** @type {Parameters<typeof writeSync>} */ ...args) => {
    if (watched.has(args[0]) && isFull()) throw full('write');
    return writeSync(...args);
  }
);
fs.writeFileSync = (path, ...rest) => {
  if (String(path).startsWith(`${folder}/`) && isFull()) throw full('write');
  writeFileSync(path, ...rest);
};
syncBuiltinESMExports();
