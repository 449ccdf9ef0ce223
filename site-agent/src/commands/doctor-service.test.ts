import { expect, it } from 'vitest';
import { lookAt } from './doctor-check.ts';
import { hiddenFromService, serviceChecks } from './doctor-service.ts';

const FOLDER = '/var/lib/consilium-site';
const findings = async (folder: string, environment: Record<string, string>, systemd = true) =>
  await Promise.all(serviceChecks(folder, environment, systemd).map(async (check) => (await lookAt(check)).finding));

it('a doctor in a shell says that the service has an environment of its own, and how to look with that', async () => {
  for (const folder of [FOLDER, `${FOLDER}/`, '/var/lib/../lib/consilium-site'])
    expect(await findings(folder, { HTTPS_PROXY: 'http://proxy:3128' })).toEqual([
      expect.objectContaining({
        check: 'service',
        state: 'warning',
        says: expect.stringContaining('/etc/consilium-site/environment') as string,
        fix: expect.stringMatching(
          /systemd-run .* -p EnvironmentFile=-\S+ .* consilium-site doctor --folder \/var\/lib\/consilium-site$/,
        ) as string,
      }),
    ]);
});

it('one that systemd has started has what the service has', async () => {
  expect(await findings(FOLDER, { INVOCATION_ID: 'f00' })).toMatchObject([{ state: 'ok' }]);
});

it("a folder that is nobody's service, and a container, have no such check", async () => {
  expect(await findings('/srv/consilium-site', {})).toEqual([]);
  expect(await findings(FOLDER, {}, false)).toEqual([]);
});

it.each([
  ['/home/it/heart.csv', 'ProtectHome'],
  ['/root/heart.csv', 'ProtectHome'],
  ['/data/../home/heart.csv', 'ProtectHome'],
  ['/tmp/heart.csv', 'PrivateTmp'],
  ['/var/tmp/heart.csv', 'PrivateTmp'],
  ['/data/heart.csv', undefined],
  ['/homes/heart.csv', undefined],
])('the service sees %s unless %s hides it', (path, setting) => {
  expect(hiddenFromService(FOLDER, path)).toBe(setting);
  expect(hiddenFromService('/srv/consilium-site', path)).toBeUndefined();
});
