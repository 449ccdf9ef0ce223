/** Rows of the coordinator's database; see `migrations/` for the constraints. Times are milliseconds since the Unix epoch. */
export interface Tables {
  studies: StudyRow;
  runs: RunRow;
  attempts: AttemptRow;
  sites: SiteRow;
  receipts: ReceiptRow;
  blobs: BlobRow;
  updates: UpdateRow;
  kept_models: KeptModelRow;
  sum_messages: SumMessageRow;
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
  /** The process that drives the run; null where none has since the column exists. */
  lease_holder: string | null;
  /** Raised each time that another process takes the run: its number is needed for every step. */
  lease_fence: number;
  lease_expires_ms: number;
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
