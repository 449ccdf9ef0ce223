import { fc, test as property } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { type SyslogMessage, syslogFrame } from './syslog-message.ts';

const message: SyslogMessage = {
  severity: 'notice',
  at: '2026-11-26T17:37:00.123Z',
  host: 'fl.hospital.example',
  program: 'consilium-site',
  kind: 'plan.approved',
  element: 'consilium@32473',
  parameters: { log: 'consilium/cardio/cleveland', number: '7', actor: 'Dr. "A" \\ [B]' },
  text: '{"v":1}',
};

it('has the form of RFC 5424 in the frame of RFC 5425', () => {
  const text =
    '<109>1 2026-11-26T17:37:00.123Z fl.hospital.example consilium-site - plan.approved ' +
    '[consilium@32473 log="consilium/cardio/cleveland" number="7" actor="Dr. \\"A\\" \\\\ [B\\]"] {"v":1}';
  expect(syslogFrame(message).toString('utf8')).toBe(`${text.length} ${text}`);
});

it('marks what is not plain ASCII, and counts bytes', () => {
  const frame = syslogFrame({ ...message, text: '{"reason":"Übung"}' }).toString('utf8');
  const [, length = '', rest = ''] = /^(\d+) (.*)$/su.exec(frame) ?? [];
  expect(rest.endsWith(' \uFEFF{"reason":"Übung"}')).toBe(true);
  expect(Buffer.byteLength(rest)).toBe(Number(length));
});

property.prop({ host: fc.string(), actor: fc.string() })(
  'whatever somebody is called, it stays within its field',
  ({ host, actor }) => {
    const frame = syslogFrame({ ...message, host, parameters: { actor } }).toString('utf8');
    const head =
      /^\d+ <109>1 \S+ [!-~]{1,255} consilium-site - plan\.approved \[consilium@32473 actor="((?:[^"\\\]]|\\["\\\]])*)"\] \{"v":1\}$/su;
    expect(head.exec(frame)?.[1]?.replace(/\\(.)/gsu, '$1')).toBe(actor);
  },
);
