import { expect, it } from 'vitest';
import { createLogger } from './log.ts';

function records(write: (log: ReturnType<typeof createLogger>) => void, level: 'info' | 'error' = 'info'): unknown[] {
  const lines: string[] = [];
  write(createLogger({ component: 'test', level, destination: { write: (line) => void lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as unknown);
}

it('a record is one line of JSON with its component', () => {
  const [record] = records((log) => log.info({ siteId: 'north' }, 'connected'));
  expect(record).toMatchObject({ component: 'test', siteId: 'north', msg: 'connected', level: 30 });
});

it('secrets are cut out at the first two levels', () => {
  const [record] = records((log) =>
    log.info({ key: 'k', token: 't', site: { privateKey: 'p', passphrase: 's', id: 'north' } }, 'x'),
  );
  expect(record).toMatchObject({ key: '[redacted]', token: '[redacted]' });
  expect(record).toMatchObject({ site: { privateKey: '[redacted]', passphrase: '[redacted]', id: 'north' } });
});

it('what is below the level is not written', () => {
  expect(records((log) => log.info('quiet'), 'error')).toEqual([]);
});
