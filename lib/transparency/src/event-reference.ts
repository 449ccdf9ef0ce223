import { SITE_EVENTS } from './event-catalog.ts';

/** The page `docs/audit-events.md`: every event, what it tells, and the fields of its entry. */
export function renderEventReference(): string {
  const rows = Object.entries(SITE_EVENTS).map(
    ([event, { meaning, fields }]) => `| \`${event}\` | ${meaning} | ${Object.keys(fields).join(', ')} |`,
  );
  return `${[
    '# Audit events',
    '',
    '<!-- Generated from lib/transparency/src/event-catalog.ts by `npm run generate`. Change the catalogue, not this page. -->',
    '',
    'What an agent writes into the audit log of its hospital, besides when (`at`), who (`actor`), a random `salt` and the hash of',
    'the entry before (`prev`). No field takes free text but a reason that a person typed, so that nothing of a patient has a place.',
    '',
    '| event | tells | fields |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`;
}
