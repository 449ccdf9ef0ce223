import type { Generated } from 'kysely';

/** Rows of the coordinator's database; see `migrations/` for the constraints. Times are milliseconds since the Unix epoch. */
export interface Tables {
  studies: StudyRow;
  runs: RunRow;
  run_decisions: RunDecisionRow;
  attempts: AttemptRow;
  sites: Omit<SiteRow, 'quarantine' | 'audit_log'> & { quarantine: Generated<string>; audit_log: Generated<number> };
  users: UserRow;
  member_keys: MemberKeyRow;
  provider_identities: ProviderIdentityRow;
  invitations: InvitationRow;
  receipts: ReceiptRow;
  blobs: BlobRow;
  updates: UpdateRow;
  kept_models: KeptModelRow;
  sum_messages: SumMessageRow;
  transcripts: TranscriptRow;
  transcript_words: TranscriptWordRow;
  audit_entries: AuditEntryRow;
  audit_checkpoint: AuditCheckpointRow;
  incidents: IncidentRow;
  incident_notices: IncidentNoticeRow;
  models: ModelRow;
}

/** One version of a study. */
export interface StudyRow {
  plan_hash: string;
  study: string;
  plan_json: string;
  submitted_ms: number;
}

/** A run; `state_json` is its {@link RunState}, the only truth about where it stands. */
export interface RunRow {
  run: string;
  study: string;
  plan_hash: string;
  rounds: number;
  state: string;
  state_json: string;
  created_ms: number;
  /** Model after the last closed round. */
  model_hash: string;
  /** Momentum, second moments and tail sum of the strategy after the last closed round, or null. */
  strategy_hash: string | null;
  /** Transcript of the sum under masks of the last closed round, or null. */
  transcript_hash: string | null;
  /** The process that drives the run; null where none has since the column exists. */
  lease_holder: string | null;
  /** Raised each time that another process takes the run: its number is needed for every step. */
  lease_fence: number;
  lease_expires_ms: number;
  /** 1 where a coordinator that rehearses has driven it. */
  rehearsal: number;
}

/** What a person has decided about a run, written with what it changed. */
export interface RunDecisionRow {
  run: string;
  /** Counts the decisions about a run up. */
  turn: number;
  action: 'started' | 'paused' | 'resumed' | 'stopped';
  user: string;
  /** SHA-256 of the public key with which the user called, hex; empty where it was a token. */
  key: string;
  at_ms: number;
  /** The issuer and the subject of the token with which the user called; empty where it was a key. */
  issuer: string;
  subject: string;
}

/** A finished attempt; `record_json` is its {@link AttemptRecord}. */
export interface AttemptRow {
  run: string;
  round: number;
  attempt: number;
  outcome: string;
  record_json: string;
}

/** A site that may connect. */
export interface SiteRow {
  site: string;
  agent_version: string;
  last_seen_ms: number;
  revoked: number;
  /** Why it is under quarantine; empty where it is not. */
  quarantine: string;
  /** Which of its audit logs it has shown last, counted from 0. */
  audit_log: number;
}

/** A person who may call, once a key of hers was admitted. */
export interface UserRow {
  user: string;
  /** Names of {@link Role}s, between blanks. */
  roles: string;
  added_ms: number;
  revoked: number;
}

/** A key that speaks, or once spoke, for a member: it stays here for good, so that it never comes back. */
export interface MemberKeyRow {
  kind: 'site' | 'user';
  /** Name of the site or user. */
  member: string;
  /** SHA-256 of the public key, hex. */
  key: string;
  /** Counts the keys of a member up, whatever the clock does. */
  turn: number;
  admitted_ms: number;
  /** When its newest certificate ends; 0 where that was not issued here. */
  expires_ms: number;
  /** 1 once the key was revoked, or a newer one has taken its place. */
  retired: number;
}

/** By what an identity provider knows a user. */
export interface ProviderIdentityRow {
  user: string;
  issuer: string;
  name: string;
  /** Of the first token that came with the name; empty before it. */
  subject: string;
  linked_ms: number;
}

/** An invitation of a site or user to join by itself. */
export interface InvitationRow {
  /** SHA-256 of its secret, which is not kept, hex. */
  token_hash: string;
  kind: 'site' | 'user';
  /** Name of the site or user. */
  member: string;
  /** Whether the key takes the place of those of a revoked member. */
  may_replace: number;
  created_ms: number;
  expires_ms: number;
  /** 1 once a newer invitation or a revocation has ended it. */
  withdrawn: number;
  /** The key that was admitted by it; empty for none. */
  key: string;
}

/** The newest ledger head that came with a counted update, per site and data set. */
export interface ReceiptRow {
  site: string;
  dataset: string;
  sequence: number;
  hash: string;
  /** The site's own proof of the head; empty in a row of before there were any. */
  mac: string;
}

/** Small content, named by its SHA-256; larger content is a file. */
export interface BlobRow {
  hash: string;
  content: Uint8Array;
}

/** A small counted update of an attempt that is still open; larger ones are files. */
export interface UpdateRow {
  run: string;
  round: number;
  attempt: number;
  site: string;
  content: Uint8Array;
}

/** A model of a closed round that is kept although it is no longer the newest of its run. */
export interface KeptModelRow {
  run: string;
  round: number;
  model_hash: string;
}

/** What a site has said in the sum under masks of an attempt that is still open. */
export interface SumMessageRow {
  run: string;
  round: number;
  attempt: number;
  /** {@link SumKind} */
  kind: string;
  phase: string;
  site: string;
  message: Uint8Array;
}

/** The transcript of a closed round under masks, and of what made its model as long as that is kept. */
export interface TranscriptRow {
  run: string;
  round: number;
  attempt: number;
  transcript_hash: string;
  base_hash: string | null;
  sum_hash: string | null;
  before_hash: string | null;
}

/** What a site has signed of a transcript. */
export interface TranscriptWordRow {
  run: string;
  round: number;
  site: string;
  word: Uint8Array;
}

/** One entry of the audit log. */
export interface AuditEntryRow {
  /** Counted from 1, without a gap. */
  position: number;
  /** Canonical JSON. */
  line: string;
  /** Perfect subtrees of the Merkle tree that end with it, the smallest first, 32 bytes each. */
  nodes: Uint8Array;
}

/** The newest checkpoint of the audit log: one row. */
export interface AuditCheckpointRow {
  origin: string;
  /** C2SP signed note. */
  note: string;
}

/** Something that people should look into; `json` is its {@link Incident}, the other columns repeat of it what is asked for. */
export interface IncidentRow {
  incident: number;
  kind: string;
  subject: string;
  state: string;
  severity: string;
  json: string;
}

/** What is still to be said of an incident, to people in the log and to the webhook. */
export interface IncidentNoticeRow {
  /** Counts up. */
  notice: number;
  incident: number;
  change: string;
  at_ms: number;
}

/** A version of a model; `json` is its {@link ModelVersion}, the other columns repeat of it what is asked for. Never deleted. */
export interface ModelRow {
  name: string;
  /** Counted from 1 for each name. */
  version: number;
  /** SHA-256 of the manifest of its dossier, which people keep. */
  dossier_hash: string;
  model_hash: string;
  plan_hash: string;
  json: string;
}
