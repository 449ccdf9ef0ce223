import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFiles } from './payload.mjs';
import { libraryFolder } from './products.mjs';
import { mustRun } from './tool.mjs';

const ADVICE =
  'Install nfpm (go install github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4) and put it on the PATH, or leave rpm out of --formats.';

/**
 * A package for Red Hat, SUSE and their kin, by nfpm, which needs none of their tools.
 * @param {import('./products.mjs').Product} product
 * @param {string} folder what `layOut` has made
 * @param {import('./deb.mjs').Release} release
 * @param {string} target
 */
export async function writeRpm(product, folder, release, target) {
  const temporary = mkdtempSync(join(tmpdir(), 'consilium-rpm-'));
  try {
    const config = join(temporary, 'nfpm.json');
    writeFileSync(config, JSON.stringify(nfpmConfig(product, folder, release)));
    await mustRun('nfpm', ['package', '--config', config, '--packager', 'rpm', '--target', target], ADVICE);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * @param {import('./products.mjs').Product} product
 * @param {string} folder
 * @param {import('./deb.mjs').Release} release
 */
function nfpmConfig(product, folder, { version, revision, glibc }) {
  const { name, summary, description } = product;
  const environment = `/etc/${name}/environment`;
  const rotation = `/etc/logrotate.d/${name}`;
  return {
    name,
    version,
    release: String(revision),
    arch: 'amd64',
    platform: 'linux',
    section: 'science',
    maintainer: 'Consilium <consilium@localhost>',
    license: 'Apache-2.0',
    description: `${summary}\n${description}`,
    depends: [`glibc >= ${glibc}`, 'libstdc++ >= 11', 'shadow-utils', 'util-linux'],
    contents: [
      // Not one tree: a package that claimed /usr/bin would contend for it with the system's own.
      ...[libraryFolder(product), `share/doc/${name}`].map((path) => ({
        src: join(folder, 'tree/usr', path),
        dst: `/usr/${path}`,
        type: 'tree',
      })),
      ...sharedFiles(product).map((path) => ({ src: join(folder, 'tree/usr', path), dst: `/usr/${path}` })),
      {
        src: join(folder, 'tree', rotation),
        dst: rotation,
        type: 'config|noreplace',
        file_info: { owner: 'root', group: 'root', mode: 0o644 },
      },
      {
        src: join(folder, 'tree', environment),
        dst: environment,
        type: 'config|noreplace',
        file_info: { owner: 'root', group: 'root', mode: 0o600 },
      },
    ],
    scripts: {
      preinstall: join(folder, 'scripts/preinst'),
      postinstall: join(folder, 'scripts/postinst'),
      preremove: join(folder, 'scripts/prerm'),
      postremove: join(folder, 'scripts/postrm'),
    },
    rpm: { compression: 'zstd:3', summary, buildhost: 'localhost' },
  };
}
