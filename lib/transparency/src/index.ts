export { AuditChain, checkLog } from './audit-chain.ts';
export { type AuditEntry, type NewEntry, SALT_BYTES, writeEntry } from './audit-entry.ts';
export { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts';
export { renderEventReference } from './event-reference.ts';
export { SITE_EVENTS, type SiteEvent } from './event-catalog.ts';
export { corrupt, type NoteVerifier, readVerifierKey, writeVerifierKey } from './signed-note.ts';
