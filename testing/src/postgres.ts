import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { TlsIdentity } from '@consilium/transport';

/** Where Debian keeps the programs of each version. */
const DEBIAN = '/usr/lib/postgresql';

/** Folder of the newest PostgreSQL of this machine; `undefined` without one. */
function programs(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const version = readdirSync(DEBIAN)
    .map(Number)
    .filter((number) => existsSync(join(DEBIAN, String(number), 'bin/initdb')))
    .sort((a, b) => b - a)[0];
  return version === undefined ? undefined : join(DEBIAN, String(version), 'bin');
}

/** Why no PostgreSQL can be started here, or nothing. */
export function withoutPostgres(): string | undefined {
  return programs() === undefined ? 'there is no PostgreSQL here (package postgresql)' : undefined;
}

/** How a server of tests is set up. */
export interface PostgresOptions {
  /** What it shows to clients. Absent: it offers no TLS. */
  readonly identity?: TlsIdentity;
}

/** A real PostgreSQL of its own: on a free port of this machine and a socket in its folder, without disk safety. */
export class TestPostgres {
  readonly port: number;
  /** Holds the socket. */
  readonly folder: string;
  readonly #bin: string;
  readonly #data: string;

  private constructor(bin: string, folder: string, port: number) {
    this.#bin = bin;
    this.folder = folder;
    this.port = port;
    this.#data = join(folder, 'data');
  }

  /**
   * A running server with the database `postgres` and its superuser, who comes in by the socket alone. Others need a password.
   *
   * @throws Error where there is none to start; see {@link withoutPostgres}
   */
  static async start({ identity }: PostgresOptions = {}): Promise<TestPostgres> {
    const bin = programs();
    if (bin === undefined) throw new Error(withoutPostgres());
    const folder = mkdtempSync(join(tmpdir(), 'consilium-pg-'));
    chmodSync(folder, 0o711);
    const server = new TestPostgres(bin, folder, await freePort());
    const owner = ownerOf();
    if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
    const pwfile = join(folder, 'superuser');
    server.#run([
      'initdb',
      '-D',
      server.#data,
      '-U',
      'postgres',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '-A',
      'scram-sha-256',
      '-N',
      '--pwfile',
      server.#file(pwfile, 'superuser\n'),
    ]);
    const hba =
      'local all postgres trust\nlocal all all scram-sha-256\nhostssl all all all scram-sha-256\nhostnossl all all 127.0.0.1/32 scram-sha-256\n';
    server.#file(join(server.#data, 'pg_hba.conf'), hba);
    const tls = identity === undefined ? '' : server.#tls(identity);
    server.#file(
      join(server.#data, 'postgresql.auto.conf'),
      `listen_addresses = '127.0.0.1'\nport = ${server.port}\nunix_socket_directories = '${folder}'\nfsync = off\nfull_page_writes = off\nshared_buffers = 16MB\n${tls}`,
    );
    server.up();
    return server;
  }

  /** Starts it after {@link down}. */
  up(): void {
    this.#run(['pg_ctl', '-D', this.#data, '-w', '-t', '120', '-l', join(this.folder, 'log'), '-s', 'start']);
  }

  /** Stops it at once, as a power cut does. */
  down(): void {
    this.#run(['pg_ctl', '-D', this.#data, '-w', '-m', 'immediate', '-s', 'stop']);
  }

  /** Runs statements as the superuser. @returns what `psql` prints, without decoration */
  sql(statements: string): string {
    return execFileSync(join(this.#bin, 'psql'), this.#psqlArguments(), {
      input: statements,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    }).trim();
  }

  /** Runs statements in a transaction that stays open. @returns what ends it */
  async hold(statements: string): Promise<() => void> {
    const psql = spawn(join(this.#bin, 'psql'), this.#psqlArguments(), { stdio: ['pipe', 'pipe', 'inherit'] });
    psql.stdin.write(`begin; ${statements}; select 'held';\n`);
    await new Promise((resolve, reject) => {
      psql.stdout.once('data', resolve);
      psql.once('exit', () => reject(new Error('psql ended')));
    });
    return () => psql.kill();
  }

  #psqlArguments(): string[] {
    return [
      '-h',
      this.folder,
      '-p',
      String(this.port),
      '-U',
      'postgres',
      '-X',
      '-q',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      '-f',
      '-',
    ];
  }

  /** Stops it and deletes its folder. */
  remove(): void {
    if (existsSync(join(this.#data, 'postmaster.pid'))) this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #tls({ certificatePem, privateKeyPem, authorityPem }: TlsIdentity): string {
    const path = (name: string): string => join(this.#data, name);
    this.#file(path('server.crt'), certificatePem);
    this.#file(path('server.key'), privateKeyPem);
    this.#file(path('ca.crt'), authorityPem);
    return "ssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'\nssl_ca_file = 'ca.crt'\n";
  }

  /** Writes a file that is its owner's alone. @returns the path */
  #file(path: string, content: string): string {
    writeFileSync(path, content, { mode: 0o600 });
    const owner = ownerOf();
    if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
    return path;
  }

  /** PostgreSQL refuses to run as root. */
  #run([program = '', ...args]: readonly string[]): void {
    const owner = ownerOf();
    const as = owner === undefined ? {} : { uid: owner.uid, gid: owner.gid };
    const { status, stderr, error } = spawnSync(join(this.#bin, program), args, {
      ...as,
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${error?.message ?? stderr}`);
  }
}

/** Whom the server belongs to where tests run as root: nobody in particular. */
function ownerOf(): { readonly uid: number; readonly gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
