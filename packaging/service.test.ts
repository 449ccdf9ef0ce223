import { ERROR_CATALOG } from '../lib/core/src/error-catalog.ts';
import { expect, it } from 'vitest';
import { PRODUCTS } from './products.mjs';
import { FATAL_EXIT_CODES, logRotation, serviceUnit, settings } from './service.mjs';

it('after what may pass by itself the service starts again, whatever is added to the catalog', () => {
  const passing = Object.entries(ERROR_CATALOG).filter(([, { retryable }]) => retryable);
  expect(passing.length).toBeGreaterThan(10);
  expect(passing.filter(([, { exit }]) => FATAL_EXIT_CODES.includes(exit)).map(([code]) => code)).toEqual([]);
});

it.each([...PRODUCTS])('the unit of $name runs what its package installs, with the state that the package keeps', (product) => {
  const unit = serviceUnit(product);
  expect(unit).toContain(
    `ExecStart=/usr/bin/${product.program} ${product.serve.join(' ')} --folder /var/lib/${product.name} $ARGUMENTS\n`,
  );
  expect(unit).toContain(`StateDirectory=${product.name}\n`);
  // The second of two processes says that it serves, by a third.
  expect(unit).toContain('\nType=notify\nNotifyAccess=all\n');
  expect(unit).toContain(`LogsDirectory=${product.name}\n`);
  expect(unit).toContain('ExecReload=/bin/kill -HUP $MAINPID\n');
  expect(unit).not.toContain('MemoryDenyWriteExecute=');
  // The doctor of a hospital says so (site-agent/src/commands/doctor-service.ts).
  for (const said of ['ProtectHome=yes', 'PrivateTmp=yes', `EnvironmentFile=-/etc/${product.name}/environment`])
    expect(unit).toContain(`${said}\n`);
});

it.each([...PRODUCTS])('the log file that the settings of $name propose is one that logrotate looks after', (product) => {
  const [, file = ''] = /--log-file (\S+)/.exec(settings(product)) ?? [];
  expect(file.startsWith(`/var/log/${product.name}/`) && file.endsWith('.log')).toBe(true);
  const rotation = logRotation(product);
  expect(rotation).toMatch(new RegExp(`^/var/log/${product.name}/\\*\\.log \\{$`, 'mu'));
  expect(rotation).toContain(`systemctl kill --signal=HUP --kill-who=main ${product.name}.service`);
  // What is written until the service has opened its log again goes into the file that was moved away.
  expect(rotation).toContain('delaycompress\n');
});
