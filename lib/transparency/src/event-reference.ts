import { COORDINATOR_EVENTS } from './coordinator-events.ts';
import { SITE_EVENTS } from './event-catalog.ts';
import type { EventEntry } from './event-fields.ts';

/** The page `docs/audit-events.md`: every event, what it tells, and the fields of its entry. */
export function renderEventReference(): string {
  return `${[
    '# Audit events',
    '',
    '<!-- Generated from the catalogues in lib/transparency/src by `npm run generate`. Change those, not this page. -->',
    '',
    'What hospitals and coordinator write into their audit logs, besides when (`at`), who (`actor`), a random `salt` and the hash of',
    'the entry before (`prev`). No field takes free text but a reason that a person typed, so that nothing of a patient has a place.',
    '',
    '## At a hospital',
    '',
    ...table(SITE_EVENTS),
    '',
    '## At the coordinator',
    '',
    'Each also says what the actor is (`as`: user, site, stranger, coordinator or command), by which key it was known (`key`) and',
    'where the call came from (`peer`). Sessions, refused calls, failed handshakes, alarms and repeated renewals cost those who cause',
    'them nothing, so of one event at most 20 an hour by one key and code of one actor are written, and 600 by all but of sessions; `notes.left-out` counts the others.',
    '',
    ...table(COORDINATOR_EVENTS),
  ].join('\n')}\n`;
}

function table(events: Readonly<Record<string, EventEntry>>): readonly string[] {
  return [
    '| event | tells | fields | severity |',
    '| --- | --- | --- | --- |',
    ...Object.entries(events).map(
      ([event, { meaning, fields, severity }]) =>
        `| \`${event}\` | ${meaning} | ${Object.keys(fields).join(', ')} | ${severity} |`,
    ),
  ];
}
