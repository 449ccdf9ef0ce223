import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Fills the disk: until the returned function is called, writes of this process fail with the kernel's own ENOSPC. Linux only.
 *
 * @param isFull whether there is no space for a file of this path @default nowhere is space
 */
export function fillDisk(isFull: (path: string) => boolean = () => true): () => void {
  const { write, writeSync, writeFileSync } = fs;
  const full = fs.openSync('/dev/full', 'w');
  const pathOf = (file: fs.PathOrFileDescriptor): string =>
    typeof file === 'number' ? fs.readlinkSync(`/proc/self/fd/${file}`) : String(file);
  fs.write = ((fd: number, ...rest: unknown[]) =>
    (write as (...all: unknown[]) => void)(isFull(pathOf(fd)) ? full : fd, ...rest)) as typeof fs.write;
  fs.writeSync = ((fd: number, ...rest: [Uint8Array]) =>
    writeSync(isFull(pathOf(fd)) ? full : fd, ...rest)) as typeof fs.writeSync;
  fs.writeFileSync = (file, ...rest) => writeFileSync(isFull(pathOf(file)) ? full : file, ...rest);
  syncBuiltinESMExports();
  return () => {
    fs.write = write;
    fs.writeSync = writeSync;
    fs.writeFileSync = writeFileSync;
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
