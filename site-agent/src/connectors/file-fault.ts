/** What a system call says where the machine has no more of something: whose file it was about is chance. */
const OF_MACHINE: ReadonlySet<unknown> = new Set(['ENOMEM', 'EMFILE', 'ENFILE', 'ENOBUFS']);

/**
 * Whether an error of opening or reading a file of many is about that file: a sector that is broken, a socket, a share that has forgotten it. Which codes there are is
 * up to the file system, so that none is listed: of images each is one patient's, and what one file says must not decide about all others.
 */
export function isFaultOfFile(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'code' in error && !OF_MACHINE.has(error.code);
}
