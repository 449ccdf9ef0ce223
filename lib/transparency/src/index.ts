export { AuditChain, checkLog, LogCheck, requireCheckpoint } from './audit-chain.ts';
export {
  type Actor,
  type AuditEntry,
  COORDINATOR_LOG,
  type LogForm,
  type NewEntry,
  NO_ENTRY,
  readEntry,
  SALT_BYTES,
  SITE_LOG,
  writeEntry,
} from './audit-entry.ts';
export { checkedLines, checkedLog, type EntryFilter, ENTRY_COLUMNS, EntrySearch, entryRow } from './audit-view.ts';
export { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts';
export { COMMITMENT_KEY_BYTES, commitTo } from './commitment.ts';
export { consistencyPlaces, type NodePlace, perfectSubtrees, requireContinued } from './consistency.ts';
export { inclusionPlaces, requireIncluded } from './inclusion.ts';
export { type Contribution, contributionsHash, type RoundScores, scoresHash } from './run-commitments.ts';
export { entryHash, EntryWalk, type PlacedEntry } from './entry-walk.ts';
export { renderEventReference } from './event-reference.ts';
export type { CoordinatorEvent } from './coordinator-events.ts';
export type { SiteEvent } from './event-catalog.ts';
export { leafHash, rootOver } from './merkle-tree.ts';
export { corrupt, cosignNote, type NoteVerifier, openNote, readVerifierKey, signNote, writeVerifierKey } from './signed-note.ts';
export { breachClock } from './incidents/breach-clock.ts';
export { AlarmWatch } from './incidents/alarm-watch.ts';
export {
  type Alarm,
  decided,
  type Incident,
  type IncidentDecision,
  openedIncident,
  requireIncident,
  seenAgain,
} from './incidents/incident.ts';
export { IncidentBook } from './incidents/incident-book.ts';
export { INCIDENT_KINDS, type IncidentKind, type Severity } from './incidents/incident-kinds.ts';
export { INCIDENT_COLUMNS, incidentFacts, incidentLines, incidentRow } from './incidents/incident-view.ts';
