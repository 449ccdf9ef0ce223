import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { ctSlice, dicomFile } from '@consilium/testing/dicom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BareDebian } from '../support/bare-debian.ts';
import { EXAMPLE } from '../support/fault-plans.ts';
import { PROGRAMS_MS, type ServerProcess } from '../support/programs.ts';
import { sevenCommands } from '../support/seven-commands.ts';

const STATE = '/var/lib/consilium-site';
const COORDINATOR_STATE = '/var/lib/consilium-coordinator';
const PORT = 8443;

/** The one part of a package that set-up cannot have everywhere. */
const ADDON = join(ROOT, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node');

const debian = existsSync(ADDON) ? BareDebian.create() : { missing: 'set-up found no native TensorFlow to pack' };
if ('missing' in debian) process.stderr.write(`No package is installed on a bare Debian here: ${debian.missing}\n`);
const analyzer = spawnSync('systemd-analyze', ['--version']).error;
if (analyzer !== undefined) process.stderr.write(`No unit is analysed here: ${analyzer.message}\n`);

const builder = ['podman', 'runc'].map((tool) => spawnSync(tool, ['--version']).error).find((error) => error !== undefined);
if (builder !== undefined) process.stderr.write(`No image is built here: ${builder.message}\n`);

/** Makes packages as `npm run package` does. */
function packaged(out: string, ...options: readonly string[]): void {
  const args = [join(ROOT, 'packaging/package.mjs'), '--out', out, '--formats', 'deb', ...options];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run package ended with ${status}:\n${stderr}`);
}

describe.skipIf('missing' in debian)('packages on a bare Debian without network', () => {
  const machine = debian as BareDebian;
  const servers: ServerProcess[] = [];
  let out: string;
  let store: string;

  /** Runs podman on images of its own, by means that need neither systemd nor the second version of cgroups. */
  const podman = (args: readonly string[]): { readonly status: number | null; readonly text: string } => {
    const place = ['--root', join(store, 'root'), '--runroot', join(store, 'run'), '--storage-driver', 'vfs'];
    const { status, stdout, stderr } = spawnSync(
      'podman',
      [...place, '--runtime', 'runc', '--cgroup-manager', 'cgroupfs', ...args],
      { encoding: 'utf8' },
    );
    return { status, text: `${stdout}${stderr}` };
  };
  /** An image of the machine as it is at the beginning. */
  const importBase = (): void => {
    const archive = join(store, 'base.tar');
    expect(
      spawnSync('tar', ['-C', machine.root, '-cf', archive, '--exclude=./proc/*', '--exclude=./var/cache/apt/*', '.']).status,
    ).toBe(0);
    expect(podman(['import', archive, 'localhost/bare-debian'])).toMatchObject({ status: 0 });
    rmSync(archive);
  };

  /** SHA-256 of each file below a folder of the machine. */
  const digests = (folder: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(machine.root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(machine.root.length), createHash('sha256').update(readFileSync(path)).digest('hex')]),
    );
  const dpkg = (args: string): string => machine.shell(`dpkg --force-unsafe-io ${args}`);
  const budget = (): string =>
    machine.shell(
      `cd /var/lib && runuser -u consilium-site -- consilium-site budget && runuser -u consilium-site -- consilium-site ledger verify`,
    );

  /** What is said of an image in which the packaged program has looked for text: it has all that it needs for that, and no network. */
  const reviewedImages = (): string => {
    machine.shell('install -d -m 0700 -o consilium-site -g consilium-site /srv/scans /srv/archive');
    writeFileSync(join(machine.root, 'srv/archive/slice'), dicomFile(ctSlice({ side: 64 })));
    writeFileSync(join(machine.root, 'srv/scans.csv'), 'patient,scan\n1,1.2.826.0.1.99.1.2.3\n');
    const scans = {
      type: 'dicom',
      path: '/srv/scans.csv',
      folder: '/srv/archive',
      columns: ['scan'],
      text: 'none',
      patient: 'patient',
    };
    const site = (args: string): string =>
      machine.shell(`cd /srv/scans && runuser -u consilium-site -- consilium-site ${args} --folder /srv/scans`);
    site('init --site scans --consortium cardio --coordinator fl.example.org:8443 --request /srv/scans/scans.csr');
    writeFileSync(join(machine.root, 'srv/scans/sources.yaml'), JSON.stringify({ sources: { scans } }));
    machine.shell('chown consilium-site:consilium-site /srv/scans/sources.yaml && chmod 600 /srv/scans/sources.yaml');
    return site('data review scans');
  };

  beforeAll(async () => {
    await machine.ready();
    out = mkdtempSync(join(tmpdir(), 'consilium-packages-'));
    store = mkdtempSync(join(tmpdir(), 'consilium-images-'));
    if (builder === undefined) importBase();
    packaged(out);
    packaged(join(out, 'next'), '--product', 'consilium-site', '--revision', '2', '--compression', 'none');
    cpSync(out, join(machine.root, 'packages'), { recursive: true });
    for (const site of ['cleveland', 'hungary']) cpSync(join(EXAMPLE, `${site}.csv`), join(machine.root, `data/${site}.csv`));
  }, PROGRAMS_MS);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    machine.remove();
    for (const folder of [out, store]) rmSync(folder, { recursive: true, force: true });
  });

  // One story, whose parts need what came before.
  it(
    'install, reach a round with the commands of the README, upgrade, go back and remove, and lose nothing of what patients have paid',
    async () => {
      expect(machine.shell('command -v node npm python3 gcc g++ curl || true')).toBe('');
      dpkg('-i /packages/consilium-site_*.deb /packages/consilium-coordinator_*.deb');
      expect(machine.shell('dpkg --verify consilium-site consilium-coordinator')).toBe('');
      expect(machine.shell(`stat -c '%U %a' ${STATE} ${COORDINATOR_STATE}`)).toBe(
        'consilium-site 700\nconsilium-coordinator 700\n',
      );
      // What the coordinator brings has no TensorFlow at all.
      expect(machine.shell('find /usr/lib/consilium-coordinator -ipath "*tensorflow*" -o -name "*tfjs*"')).toBe('');

      expect(reviewedImages()).toContain('scans: 1 images may be used');

      // A second hospital beside the one of the service, and places from which nobody may join.
      machine.shell(
        'install -d -m 0700 -o consilium-site -g consilium-site /srv/hungary /srv/cleveland-again /srv/hungary-again',
      );
      // The researcher works where the coordinator's package is, and so under its user.
      machine.shell('install -d -m 0700 -o consilium-coordinator -g consilium-coordinator /srv/ada');
      await sevenCommands({
        launch: machine.launch,
        desk: { here: join(machine.root, 'desk'), seen: '/desk' },
        folderOf: (who) => ({ coordinator: COORDINATOR_STATE, cleveland: STATE })[who] ?? `/srv/${who}`,
        dataOf: (site) => `/data/${site}.csv`,
        port: PORT,
        servers,
      });
      const starting = servers.flatMap(({ log }) => log.filter(({ msg }) => msg === 'starting'));
      expect(starting.map(({ backend }) => backend)).toEqual(['tensorflow', 'tensorflow']);
      expect(await Promise.all(servers.splice(0).map((server) => server.stop()))).toEqual([0, 0, 0]);

      const before = { state: digests(STATE), budget: budget() };
      expect(before.budget).toContain('cardiology: epsilon 2');
      machine.shell('echo HTTPS_PROXY=http://proxy.example:3128 > /etc/consilium-site/environment');
      const same = (version: string): void => {
        expect(machine.shell("dpkg-query -W -f '${Version}' consilium-site")).toBe(version);
        expect({ state: digests(STATE), budget: budget() }).toEqual(before);
        expect(machine.shell('cat /etc/consilium-site/environment')).toContain('proxy.example');
      };
      dpkg('-i /packages/next/consilium-site_*-2_amd64.deb');
      same('0.1.0-2');
      dpkg('-i /packages/consilium-site_*-1_amd64.deb');
      same('0.1.0-1');

      expect(dpkg('-r consilium-site')).toContain(`${STATE} stays, with keys, policy, ledger and log`);
      expect(
        machine.shell(
          'find / -xdev -path /proc -prune -o -path "*consilium-site*" -not -path "/packages/*" -not -path "/var/lib/*" -print',
        ),
      ).toBe('/etc/consilium-site\n/etc/consilium-site/environment\n/etc/logrotate.d/consilium-site\n');
      expect(digests(STATE)).toEqual(before.state);
      dpkg('-i /packages/consilium-site_*-1_amd64.deb');
      same('0.1.0-1');
      dpkg('-P consilium-site');
      expect(digests(STATE)).toEqual(before.state);
    },
    PROGRAMS_MS,
  );

  it.skipIf(builder !== undefined)(
    'an image of the package works without root, capabilities or a writable root, and keeps its state in its volume',
    () => {
      const product = ['--build-arg', 'PRODUCT=consilium-coordinator', '--build-arg', 'PROGRAM=consilium'];
      const recipe = ['-f', join(ROOT, 'packaging/Containerfile'), '--build-arg', 'BASE=localhost/bare-debian', ...product];
      expect(podman(['build', '--isolation', 'chroot', ...recipe, '-t', 'localhost/coordinator', out])).toMatchObject({
        status: 0,
      });
      const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1000:1000'];
      const locked = ['--network', 'none', '--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'];
      const volume = ['-v', `state:${COORDINATOR_STATE}`];
      const run = (...args: readonly string[]): { readonly status: number | null; readonly text: string } =>
        podman(['run', '--rm', ...limits, ...locked, ...volume, 'localhost/coordinator', ...args]);
      const made = run('coordinator', 'init', '--consortium', 'cardio', '--host', 'localhost');
      expect(made).toMatchObject({
        status: 0,
        text: expect.stringContaining('The consortium cardio lives in consilium-coordinator.'),
      });
      const [fingerprint = ''] = /[0-9a-f]{64}/.exec(made.text) ?? [];
      expect(run('coordinator', 'status')).toMatchObject({ status: 0, text: expect.stringContaining(fingerprint) });
    },
    PROGRAMS_MS,
  );

  it.skipIf(analyzer !== undefined).each(['consilium-site', 'consilium-coordinator'])(
    'the service %s is exposed by 3.0 at most',
    (name) => {
      const unit = join(out, `${name}.service`);
      const [deb = ''] = readdirSync(out).filter((file) => file.startsWith(`${name}_`));
      const unpacked = join(out, `unpacked-${name}`);
      expect(spawnSync('dpkg-deb', ['-x', join(out, deb), unpacked]).status).toBe(0);
      cpSync(join(unpacked, `usr/lib/systemd/system/${name}.service`), unit);
      const { status, stdout } = spawnSync('systemd-analyze', ['security', '--offline=yes', '--threshold=30', unit], {
        encoding: 'utf8',
      });
      expect([status, stdout]).toEqual([0, expect.stringMatching(/Overall exposure level for .*: [0-2]\.\d OK/)]);
    },
  );
});
