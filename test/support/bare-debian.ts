import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Launch } from './programs.ts';

const RELEASE = 'bookworm';
const PROGRAMS = { consilium: ['consilium-coordinator', 'consilium'], site: ['consilium-site', 'consilium-site'] } as const;

/**
 * A Debian of its own with nothing but what each has, in a folder: no network beyond itself, no Node, no compiler, no Python.
 * Needs root and debootstrap with a mirror.
 */
export class BareDebian {
  /** The folder that is its `/`. */
  readonly root: string;
  /** Holds its namespaces of network and mounts, which end with it. */
  readonly #keeper: ChildProcess;

  private constructor(root: string, keeper: ChildProcess) {
    this.root = root;
    this.#keeper = keeper;
  }

  /** @returns why there is none here, if there is none */
  static create(): BareDebian | { readonly missing: string } {
    if (process.getuid?.() !== 0) return { missing: 'only root may make one' };
    for (const tool of ['debootstrap', 'dpkg-deb', 'unshare', 'nsenter', 'ip']) {
      if (spawnSync('which', [tool]).status !== 0) return { missing: `${tool} is not installed` };
    }
    const root = mkdtempSync(join(tmpdir(), 'consilium-debian-'));
    const made = spawnSync('debootstrap', ['--variant=minbase', RELEASE, root], { encoding: 'utf8', timeout: 900_000 });
    if (made.status !== 0) {
      rmSync(root, { recursive: true, force: true });
      return { missing: `debootstrap ended with ${made.status}: ${made.stdout.trim().split('\n').at(-1)}` };
    }
    // Its users pass through its `/`.
    chmodSync(root, 0o755);
    const prepare = 'ip link set lo up && mount -t proc proc "$0/proc" && echo ready && exec sleep infinity';
    const keeper = spawn('unshare', ['--net', '--mount', 'sh', '-c', prepare, root], { stdio: ['ignore', 'pipe', 'inherit'] });
    return new BareDebian(root, keeper);
  }

  /** Resolves when commands can be run in it. */
  async ready(): Promise<void> {
    const [said] = await new Promise<[string]>((resolve, reject) => {
      this.#keeper.stdout?.once('data', (text: Buffer) => resolve([String(text)]));
      this.#keeper.once('exit', (code) => reject(new Error(`no namespaces of its own: unshare ended with ${code}`)));
    });
    if (said !== 'ready\n') throw new Error(`unexpected: ${said}`);
  }

  /** Starts what a package has installed, as the package's own user. */
  get launch(): Launch {
    return (program) => {
      const [user, path] = PROGRAMS[program];
      return ['nsenter', ...this.#enter('--userspec', `${user}:${user}`), `/usr/bin/${path}`];
    };
  }

  /** Runs a command of a shell as root and returns what it says on both streams. @throws Error when it fails */
  shell(command: string): string {
    const args = [...this.#enter(), '/bin/sh', '-c', `exec 2>&1; ${command}`];
    // As a person who logs in has it: nothing of this test's environment.
    const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
    const { status, stdout } = spawnSync('nsenter', args, { encoding: 'utf8', env });
    if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stdout}`);
    return stdout;
  }

  #enter(...user: readonly string[]): readonly string[] {
    return [`--net=/proc/${this.#keeper.pid}/ns/net`, `--mount=/proc/${this.#keeper.pid}/ns/mnt`, 'chroot', ...user, this.root];
  }

  /** Everything that runs in it must have ended. */
  remove(): void {
    // Its mounts end with it: nothing of this machine hangs below the folder.
    this.#keeper.kill('SIGKILL');
    rmSync(this.root, { recursive: true, force: true });
  }
}
