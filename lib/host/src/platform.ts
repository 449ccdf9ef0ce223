import { readFileSync } from 'node:fs';
import { ConsiliumError } from '@consilium/core';

/** What a process runs on, in Node's words. */
export interface Platform {
  readonly system: string;
  readonly processor: string;
  /** Whether the C library is musl, with which no native library of ours loads. */
  readonly musl: boolean;
}

const NAMES: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/** What this process runs on. */
export function thisPlatform(): Platform {
  const { platform: system, arch: processor } = process;
  return { system, processor, musl: system === 'linux' && isMusl() };
}

/**
 * Refuses a platform on which nothing was tested, by name: locks, file modes and the order of writes differ between systems without an
 * error to show it, and on them rests that no budget is spent twice.
 *
 * @throws ConsiliumError `PLATFORM_UNSUPPORTED`
 */
export function requirePlatform({ system, processor, musl }: Platform): void {
  if (system === 'linux' && processor === 'x64' && !musl) return;
  const library = musl ? ' with the C library musl' : '';
  throw new ConsiliumError({
    code: 'PLATFORM_UNSUPPORTED',
    message: `Consilium does not run on ${NAMES[system] ?? system} (${processor})${library}`,
    details: { system, processor, musl },
  });
}

/** The loaded libraries say it; asking Node for its report takes ten times as long, at every start of a command. */
function isMusl(): boolean {
  try {
    return readFileSync('/proc/self/maps', 'utf8').includes('/ld-musl-');
  } catch {
    // Without /proc nobody can say. On musl, what is native fails by itself, with an error.
    return false;
  }
}
