import { isConsiliumError } from '@consilium/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedUrl, hostOf } from './allowed-url.ts';

const ALLOWED = new Set(['fhir.hospital.example', 'files.hospital.example:8443', '[::1]:9443']);

function judged(text: string): string {
  try {
    return allowedUrl(text, ALLOWED, 'the URL').href;
  } catch (error) {
    if (isConsiliumError(error, 'FHIR_UNTRUSTED')) return `refused: ${error.message}`;
    throw error;
  }
}

describe('a URL', () => {
  it.each([
    'https://fhir.hospital.example/r4/$export?_type=Patient,Observation',
    'HTTPS://FHIR.Hospital.Example:443/a',
    'https://files.hospital.example:8443/x?sig=a%2Bb%3D',
    'https://[::1]:9443/x',
  ])('of an allowed host is taken: %s', (text) => expect(judged(text)).toMatch(/^https:/));

  it.each([
    'http://fhir.hospital.example/x',
    'ftp://fhir.hospital.example/x',
    'file:///etc/passwd',
    '//fhir.hospital.example/x',
    '/r4/x',
    'https:fhir.hospital.example/x',
    'https:///fhir.hospital.example/x',
    'https://fhir.hospital.example:8443/x',
    'https://files.hospital.example/x',
    'https://fhir.hospital.example.evil.example/x',
    'https://evil.example/fhir.hospital.example',
    'https://fhir.hospital.example@evil.example/x',
    'https://user:word@fhir.hospital.example/x',
    'https://@fhir.hospital.example/x',
    'https://fhir.hospital.example/x#fragment',
    'https://fhir.hospital.example/x#',
    'https://fhir.hospital.example\\@evil.example/x',
    'https://evil.example\\.fhir.hospital.example/x',
    'https://fhir.hospital.example /x',
    'https://fhir.hospital.example/x\r\nHost: evil.example',
    'https://fhir.hospital.\texample/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://fhir。hospital.example/x',
    'https://fhir.hospital.example./x',
    ' https://fhir.hospital.example/x',
    `https://fhir.hospital.example/${'x'.repeat(9000)}`,
    '',
  ])('of anything else is refused, and not quoted: %j', (text) => {
    expect(judged(text)).toMatch(/^refused: the URL /);
    expect(judged(text)).not.toContain('/x');
  });

  it('that is taken leads to an allowed host by TLS, whatever it is made of', () => {
    const piece = fc.constantFrom(
      ...[
        'https://',
        'http://',
        '//',
        '/',
        '\\',
        '@',
        ':',
        '443',
        '8443',
        '#',
        '?',
        '.',
        '%40',
        '%2f',
        '\t',
        '\n',
        ' ',
        '。',
        '[::1]',
      ],
      ...['fhir.hospital.example', 'files.hospital.example', 'evil.example', '127.0.0.1', 'x', '%', '\u0000', 'ﬀ'],
    );
    const text = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''));
    let taken = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `https://fhir.hospital.example${rest}`),
          fc.webUrl(),
        ),
        (made) => {
          const result = judged(made);
          if (result.startsWith('refused')) return;
          taken += 1;
          const { protocol, host, username, password, hash } = new URL(made);
          expect([protocol, ALLOWED.has(host), username, password, hash]).toEqual(['https:', true, '', '', '']);
        },
      ),
      { numRuns: 20_000, seed: 14 },
    );
    expect(taken).toBeGreaterThan(500);
  });
});

it('hosts of an allow-list are names or addresses, with a port where it is not 443', () => {
  expect(['files.example', 'FILES.example:443', 'files.example:8443', '[::1]:9443'].map(hostOf)).toEqual([
    'files.example',
    'files.example',
    'files.example:8443',
    '[::1]:9443',
  ]);
  for (const entry of ['*', '*.example', 'https://files.example', 'files.example/x', 'a@b', 'files.example:99999', ''])
    expect(hostOf(entry)).toBeUndefined();
});
