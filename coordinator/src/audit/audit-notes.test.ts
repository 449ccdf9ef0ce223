import { HandClock } from '@consilium/testing';
import { expect, it } from 'vitest';
import { AuditNotes, NOTES_OF_ALL, NOTES_OF_ONE } from './audit-notes.ts';
import type { Deed } from './audit-trail.ts';

const HOUR_MS = 3_600_000;
const refused = (actor: string): Deed => ({
  by: { actor, as: 'site' },
  event: { event: 'call.refused', method: 'putUpdate', code: 'ROLE_MISSING' },
});
const opened = (actor: string): Deed => ({ by: { actor, as: 'site' }, event: { event: 'session.opened' } });

it('a flood does not fill the log, hides nobody else, and is counted', async () => {
  const clock = new HandClock(0);
  const notes = new AuditNotes(clock);
  const written = Array.from({ length: 10_000 }, () => notes.taken(refused('loud'))).flat();
  expect(written).toHaveLength(NOTES_OF_ONE);
  expect(notes.taken(refused('quiet'))).toEqual([refused('quiet')]);
  expect(notes.taken(opened('loud'))).toEqual([opened('loud')]);
  // Many names at once are bounded as well, whatever it is that they do; another event is not hidden by it.
  for (let i = 0; i < 2000; i += 1) written.push(...notes.taken(refused(`site-${i}`)));
  expect(written).toHaveLength(NOTES_OF_ALL - 1);
  expect(notes.taken(opened('quiet'))).toEqual([opened('quiet')]);
  await clock.advance(HOUR_MS);
  const next = notes.taken(refused('loud'));
  expect(next).toMatchObject([
    { by: { as: 'coordinator' }, event: { event: 'notes.left-out', of: 'call.refused', entries: 12_001 - NOTES_OF_ALL } },
    refused('loud'),
  ]);
  expect(notes.rest()).toEqual([]);
});

it('who holds a retired key of a member, or is refused with one code, uses up nothing of what is written of the member', () => {
  const notes = new AuditNotes(new HandClock(0));
  const by = (key: string, code: string): Deed => ({
    by: { actor: 'north', as: 'site', key: key.repeat(64) },
    event: { event: 'call.refused', method: 'session', code },
  });
  const written = Array.from({ length: 100 }, () => notes.taken(by('a', 'ADMISSION_REFUSED'))).flat();
  expect(written).toHaveLength(NOTES_OF_ONE);
  expect(notes.taken(by('b', 'ADMISSION_REFUSED'))).toHaveLength(1);
  expect(notes.taken(by('a', 'ROLE_MISSING'))).toHaveLength(1);
  expect(notes.taken(by('a', 'ADMISSION_REFUSED'))).toEqual([]);
});

it('nor does an account that has the name of a user and is another one', () => {
  const notes = new AuditNotes(new HandClock(0));
  const by = (subject: string): Deed => ({
    by: { actor: 'bob', as: 'user', issuer: 'https://login.example.org', subject },
    event: { event: 'call.refused', method: 'listRuns', code: 'ADMISSION_REFUSED' },
  });
  expect(Array.from({ length: 100 }, () => notes.taken(by('thief'))).flat()).toHaveLength(NOTES_OF_ONE);
  expect(notes.taken(by('bob'))).toHaveLength(1);
});
