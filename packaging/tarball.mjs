import { join } from 'node:path';
import { mustRun } from './tool.mjs';

/**
 * A tarball that runs wherever it is unpacked, in one folder named after itself.
 * @param {string} payload
 * @param {string} name of that folder
 * @param {string} target
 */
export async function writeTarball(payload, name, target) {
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];
  // Folders bear the moment of this run; files have been given theirs.
  const epoch = process.env['SOURCE_DATE_EPOCH'] ?? '0';
  const args = [
    ...same,
    `--mtime=@${epoch}`,
    `--transform=s,^usr,${name},`,
    '-I',
    'gzip -n -6',
    '-cf',
    target,
    '-C',
    payload,
    'usr',
  ];
  await mustRun('tar', args, `Install GNU tar and gzip, and see that ${join(target, '..')} has room.`);
}
