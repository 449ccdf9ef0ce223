import { siteService } from '@consilium/proto';
import { describe, expect, it } from 'vitest';
import { encodeInPlace, encodeMessage, sharedMessage } from './message-bytes.ts';

const { response: type } = siteService.methods.session;
const ended = (run: string) => ({ runEnded: { run } });

describe('a message that many receive', () => {
  it('has the bytes of one that is not shared, once for all, whatever is encoded in between', () => {
    const shared = sharedMessage(ended('run-a'));
    const first = encodeInPlace(type, shared);
    const bytes = Buffer.from(first);
    encodeInPlace(type, ended('run-of-another-length'));
    expect(first).toEqual(bytes);
    expect(encodeInPlace(type, sharedMessage(shared))).toBe(first);
    expect(bytes).toEqual(encodeMessage(type, ended('run-a')));
    expect(type.decode(bytes)).toMatchObject(ended('run-a'));
  });

  it('is copied for who keeps it', () => {
    const shared = sharedMessage(ended('run-b'));
    const kept = encodeMessage(type, shared);
    kept.fill(0);
    expect(type.decode(encodeInPlace(type, shared))).toMatchObject(ended('run-b'));
  });
});
