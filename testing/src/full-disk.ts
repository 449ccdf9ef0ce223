import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Fills the disk: until the returned function is called, every write of this process fails with the kernel's own ENOSPC. */
export function fillDisk(): () => void {
  const write = fs.writeSync;
  const full = fs.openSync('/dev/full', 'w');
  fs.writeSync = ((_fd: number, ...rest: [Uint8Array]) => write(full, ...rest)) as typeof fs.writeSync;
  syncBuiltinESMExports();
  return () => {
    fs.writeSync = write;
    syncBuiltinESMExports();
    fs.closeSync(full);
  };
}

/** Carries out an action while the disk is full. */
export function onFullDisk<T>(action: () => T): T {
  const free = fillDisk();
  try {
    return action();
  } finally {
    free();
  }
}
