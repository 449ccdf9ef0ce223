import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './programs.ts';

const MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'].find((path) => existsSync(path));
const PIN = '271828';

/** A token of SoftHSM2, and how keys get into it without us. */
interface SoftToken {
  /** URI of a key in it (RFC 7512), which need not exist. */
  readonly uri: string;
  /** File with its PIN. */
  readonly pinSource: string;
  /** Has another program make that key. */
  makeKey(options: readonly string[]): void;
}

/** What is wanted of the context of a test. */
interface OneTest {
  skip(note: string): never;
  onTestFinished(end: () => void): void;
}

/** A new token of SoftHSM2 for one test, with a file with its PIN; the test is skipped, and says so, where that is not installed. */
export function softToken(folder: string, test: OneTest): SoftToken {
  if (MODULE === undefined) return test.skip('SoftHSM2 is not installed');
  if (!existsSync(join(ROOT, 'node_modules/pkcs11js/build/Release/pkcs11.node'))) return test.skip('pkcs11js is not compiled');
  const own = mkdtempSync(join(folder, 'token-'));
  mkdirSync(join(own, 'tokens'));
  writeFileSync(join(own, 'softhsm2.conf'), `directories.tokendir = ${join(own, 'tokens')}\nlog.level = ERROR\n`);
  const pinSource = join(folder, 'pin');
  writeFileSync(pinSource, `${PIN}\n`, { mode: 0o600 });
  const before = process.env['SOFTHSM2_CONF'];
  process.env['SOFTHSM2_CONF'] = join(own, 'softhsm2.conf');
  test.onTestFinished(() => {
    if (before === undefined) delete process.env['SOFTHSM2_CONF'];
    else process.env['SOFTHSM2_CONF'] = before;
  });
  tool('softhsm2-util', ['--init-token', '--free', '--label', 'hospital', '--so-pin', '314159', '--pin', PIN]);
  return {
    uri: `pkcs11:token=hospital;object=consilium?module-path=${MODULE}&pin-source=${pinSource}`,
    pinSource,
    makeKey: (options) =>
      tool('pkcs11-tool', [
        '--module',
        MODULE,
        '--token-label',
        'hospital',
        '--login',
        '--pin',
        PIN,
        '--keygen',
        '--key-type',
        'AES:32',
        '--label',
        'consilium',
        ...options,
      ]),
  };
}

function tool(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}
