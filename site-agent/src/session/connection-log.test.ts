import { ConsiliumError, type ErrorCode } from '@consilium/core';
import { expect, it } from 'vitest';
import { ConnectionLog, durationText } from './connection-log.ts';
import type { LogLine } from './remote-log.ts';

const MINUTE = 60_000;

function setUp(): { readonly lines: string[]; readonly connection: ConnectionLog; pass: (ms: number) => void } {
  const lines: string[] = [];
  let now = 0;
  const line =
    (level: string): LogLine =>
    (_fields, text) =>
      void lines.push(`${Math.round(now / MINUTE)} ${level} ${text}`);
  const log = { info: line('info'), warn: line('warn'), error: line('error') };
  return { lines, connection: new ConnectionLog(log, { monotonic: () => now }), pass: (ms) => (now += ms) };
}

function error(code: ErrorCode = 'UNREACHABLE'): ConsiliumError {
  return new ConsiliumError({ code, message: code.toLowerCase() });
}

it('says of three hours without a connection a handful of lines, at a higher level after an hour', () => {
  const { lines, connection, pass } = setUp();
  for (let tries = 0; tries < 360; tries++) {
    connection.failed(error(), 30_000);
    pass(30_000);
  }
  expect(lines).toEqual([
    '0 warn session ended: unreachable; next try in 30 s',
    '1 warn not connected for 1 min: unreachable; next try in 30 s',
    '5 warn not connected for 5 min: unreachable; next try in 30 s',
    '15 warn not connected for 15 min: unreachable; next try in 30 s',
    '30 warn not connected for 30 min: unreachable; next try in 30 s',
    '60 error not connected for 60 min: unreachable; next try in 30 s',
    '120 error not connected for 2 h: unreachable; next try in 30 s',
  ]);
});

it('says another reason at once, each once, and begins again after a connection', () => {
  const { lines, connection, pass } = setUp();
  for (const code of ['UNREACHABLE', 'PROXY_REFUSED', 'UNREACHABLE', 'PROXY_REFUSED'] as const)
    connection.failed(error(code), 100);
  expect(lines).toEqual([
    '0 warn session ended: unreachable; next try in 100 ms',
    '0 warn not connected for 0 ms: proxy_refused; next try in 100 ms',
  ]);
  pass(12 * MINUTE);
  expect(connection.connected()).toEqual({ notConnectedMs: 12 * MINUTE });
  expect(connection.connected()).toEqual({});
  connection.failed(error(), 100);
  expect(lines[2]).toBe('12 warn session ended: unreachable; next try in 100 ms');
});

it('a duration is said in the largest unit that it fills', () => {
  expect([0, 999, 1000, 59_000, MINUTE, 90 * MINUTE, 120 * MINUTE].map(durationText)).toEqual([
    '0 ms',
    '999 ms',
    '1 s',
    '59 s',
    '1 min',
    '90 min',
    '2 h',
  ]);
});
