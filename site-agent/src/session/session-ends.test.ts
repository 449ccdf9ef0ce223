import type { ErrorCode } from '@consilium/core';
import { expect, it } from 'vitest';
import { SessionEnds } from './session-ends.ts';

it('has every end of a session, and each refusal of this site’s identity once until another answer comes', () => {
  const noted: unknown[] = [];
  const ends = new SessionEnds({ note: (event) => noted.push('code' in event ? event.code : event) });
  const tries: readonly [code: ErrorCode, welcomed: boolean][] = [
    ['UNREACHABLE', false],
    ['SECOND_HOLDER', false],
    ['SECOND_HOLDER', false],
    ['UNREACHABLE', true],
    ['UNREACHABLE', true],
    ['SECOND_HOLDER', false],
    ['CERTIFICATE_INVALID', false],
    ['VERSION_INCOMPATIBLE', false],
  ];
  for (const [code, welcomed] of tries) ends.note(code, welcomed);
  expect(noted).toEqual(['SECOND_HOLDER', 'UNREACHABLE', 'UNREACHABLE', 'SECOND_HOLDER', 'CERTIFICATE_INVALID']);
});
