import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TlsIdentity } from '@consilium/transport';

/** Drivers of rsyslog for TLS, each a package of Debian. */
export const DRIVERS = ['gtls', 'ossl'] as const;
type Driver = (typeof DRIVERS)[number];

/** Why rsyslog cannot be tried here, or nothing. */
export function withoutRsyslog(): string | undefined {
  if (spawnSync('rsyslogd', ['-v']).status !== 0)
    return 'there is no rsyslog here (packages rsyslog, rsyslog-gnutls, rsyslog-openssl)';
  const { stdout } = spawnSync('sh', ['-c', 'ls /usr/lib/*/rsyslog /usr/lib64/rsyslog 2>/dev/null'], { encoding: 'utf8' });
  const missing = DRIVERS.filter((driver) => !stdout.includes(`lmnsd_${driver}.so`));
  return missing.length === 0 ? undefined : `rsyslog lacks its drivers for TLS: ${missing.join(', ')}`;
}

/** How to run an rsyslog. */
export interface RsyslogOptions {
  /** Of its own; made when absent. */
  readonly folder: string;
  readonly port: number;
  readonly driver: Driver;
  /** What it shows, and whose certificates it takes. */
  readonly identity: TlsIdentity;
  /** Whether senders need a certificate. */
  readonly askCertificate: boolean;
}

/** A real rsyslogd that takes syslog over TLS and writes it into a file. */
export class Rsyslog {
  readonly options: RsyslogOptions;
  /** Each message with its head, as it was received. */
  readonly file: string;
  #process: ChildProcess | undefined;

  constructor(options: RsyslogOptions) {
    this.options = options;
    const { folder } = options;
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, 'received');
    const { identity, port, driver, askCertificate } = options;
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('authority.pem'), identity.authorityPem);
    writeFileSync(path('certificate.pem'), identity.certificatePem);
    writeFileSync(path('key.pem'), identity.privateKeyPem);
    writeFileSync(
      path('rsyslog.conf'),
      `global(workDirectory="${folder}" defaultNetstreamDriver="${driver}" maxMessageSize="64k"
  defaultNetstreamDriverCAFile="${path('authority.pem')}" defaultNetstreamDriverCertFile="${path('certificate.pem')}"
  defaultNetstreamDriverKeyFile="${path('key.pem')}")
module(load="imtcp" streamDriver.name="${driver}" streamDriver.mode="1" streamDriver.authMode="${askCertificate ? 'x509/certvalid' : 'anon'}")
input(type="imtcp" address="127.0.0.1" port="${port}")
template(name="whole" type="string" string="%pri% %timestamp:::date-rfc3339% %hostname% %app-name% %msgid% %structured-data% %msg%\\n")
action(type="omfile" file="${this.file}" template="whole")
`,
    );
  }

  /** Starts it; resolves when it listens. */
  async start(): Promise<void> {
    const { folder, port } = this.options;
    const child = spawn('rsyslogd', ['-n', '-f', join(folder, 'rsyslog.conf'), '-i', join(folder, 'rsyslog.pid')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    let words = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (words += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
    while (!(await listens(port))) {
      if (child.exitCode !== null) throw new Error(`rsyslogd ended with ${child.exitCode}:\n${words}`);
      await wait(50);
    }
  }

  /** kill -9: what it has in memory is lost. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** An orderly end. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Stops its work, and lets it go on, without ending it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal);
  }

  /** Whole lines that it has written. */
  received(): readonly string[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, 'utf8').split('\n').slice(0, -1);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGCONT');
    child.kill(signal);
    await ended;
  }
}

/** Entries of a log as a collector has them: each where it came first. */
export function firstReceived(lines: readonly string[]): readonly string[] {
  const numbers = new Set<number>();
  const entries: string[] = [];
  for (const line of lines) {
    const number = Number(/ number="(\d+)"/.exec(line)?.[1]);
    if (numbers.has(number)) continue;
    numbers.add(number);
    entries.push(line.slice(line.indexOf('{')));
  }
  return entries;
}

async function listens(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
