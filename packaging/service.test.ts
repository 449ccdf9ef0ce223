import { ERROR_CATALOG } from '../lib/core/src/error-catalog.ts';
import { expect, it } from 'vitest';
import { PRODUCTS } from './products.mjs';
import { FATAL_EXIT_CODES, serviceUnit } from './service.mjs';

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
  expect(unit).not.toContain('MemoryDenyWriteExecute=');
  // The doctor of a hospital says so (site-agent/src/commands/doctor-service.ts).
  for (const said of ['ProtectHome=yes', 'PrivateTmp=yes', `EnvironmentFile=-/etc/${product.name}/environment`])
    expect(unit).toContain(`${said}\n`);
});
