import { execFileSync } from 'node:child_process';
import { cpSync, closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { builtFile } from './programs.ts';

/** Size of a site's disk; its state of a few rounds needs a tenth of it. */
const SITE_KIB = 1024;
const FILLER = 'filler';
const BLOCK = Buffer.alloc(4096);

/**
 * A disk for other processes that a test can fill: a small file system of its own where the machine lets us mount one;
 * elsewhere a preloaded module that has every write into the folder fail as a full disk's do.
 */
export class SmallDisk {
  readonly kind: 'mounted' | 'injected';
  readonly #folder: string;
  #removed = false;

  /**
   * Puts a disk under an existing folder; what is in the folder moves onto it.
   *
   * @param kind @default mounted where this process may mount
   * @param sizeKib @default enough for a site's state
   */
  constructor(folder: string, kind?: 'mounted' | 'injected', sizeKib: number = SITE_KIB) {
    this.#folder = folder;
    if (kind === 'injected') {
      this.kind = kind;
      return;
    }
    const aside = `${folder}.aside`;
    cpSync(folder, aside, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKib}k,mode=0700`, 'tmpfs', folder], { stdio: 'ignore' });
      this.kind = 'mounted';
      cpSync(aside, folder, { recursive: true });
    } catch (error) {
      if (kind === 'mounted') throw error;
      // Not root, or a container without mounts: the next best thing.
      this.kind = 'injected';
    }
    rmSync(aside, { recursive: true });
  }

  /** Switches of Node for a program that works on this disk. */
  get nodeArgs(): readonly string[] {
    if (this.kind === 'mounted') return [];
    // The module finds its folder in its own address: the environment stays as it is.
    return ['--import', `file://${builtFile('testing/dist/full-disk-preload.js')}?folder=${encodeURIComponent(this.#folder)}`];
  }

  /** Leaves no byte free. */
  fill(): void {
    if (this.kind === 'injected') return writeFileSync(`${this.#folder}.full`, '');
    const fd = openSync(join(this.#folder, FILLER), 'w');
    try {
      for (;;) writeSync(fd, BLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(fd);
    }
  }

  /** Gives the space back. */
  free(): void {
    rmSync(this.kind === 'injected' ? `${this.#folder}.full` : join(this.#folder, FILLER));
  }

  /** Takes the disk away; what was on it stays in the folder. A second time changes nothing. */
  remove(): void {
    if (this.kind === 'injected' || this.#removed) return;
    this.#removed = true;
    const aside = `${this.#folder}.aside`;
    cpSync(this.#folder, aside, { recursive: true });
    execFileSync('umount', [this.#folder]);
    cpSync(aside, this.#folder, { recursive: true });
    rmSync(aside, { recursive: true });
  }
}
