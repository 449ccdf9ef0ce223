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

it('values from elsewhere are shown, not obeyed, also by readers that print values', () => {
  const [record] = records((log) =>
    log.warn({ version: '1\u001b[2J\u202e', err: new Error('a\u009b\nb') }, 'site \u0007 %s', '\u200b'),
  );
  expect(record).toMatchObject({ version: String.raw`1\u{1b}[2J\u{202e}`, msg: String.raw`site \u{7} \u{200b}` });
  expect(record).toMatchObject({ err: { message: 'a\\u{9b}\nb' } });
});
