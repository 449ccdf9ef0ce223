import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TokenAddress } from '../key-store/token-uri.ts';

const MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'].find((path) => existsSync(path));
const PIN = '271828';

/** A token of SoftHSM2, and how keys get into it without us. */
export interface SoftToken extends TokenAddress {
  makeKey(options: readonly string[]): void;
}

/** A new token of SoftHSM2 for one test, with a file with its PIN; the test is skipped, and says so, where that is not installed. */
export function softToken(folder: string, test: { readonly skip: (note: string) => never }): SoftToken {
  if (MODULE === undefined) return test.skip('SoftHSM2 is not installed');
  const own = mkdtempSync(join(folder, 'token-'));
  mkdirSync(join(own, 'tokens'));
  writeFileSync(join(own, 'softhsm2.conf'), `directories.tokendir = ${join(own, 'tokens')}\nlog.level = ERROR\n`);
  writeFileSync(join(folder, 'pin'), `${PIN}\n`, { mode: 0o600 });
  const before = process.env['SOFTHSM2_CONF'];
  process.env['SOFTHSM2_CONF'] = join(own, 'softhsm2.conf');
  onTestFinished(() => {
    if (before === undefined) delete process.env['SOFTHSM2_CONF'];
    else process.env['SOFTHSM2_CONF'] = before;
  });
  tool('softhsm2-util', ['--init-token', '--free', '--label', 'hospital', '--so-pin', '314159', '--pin', PIN]);
  const address = {
    kind: 'pkcs11',
    token: 'hospital',
    object: 'consilium',
    modulePath: MODULE,
    pinSource: join(folder, 'pin'),
  } as const;
  return {
    ...address,
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
