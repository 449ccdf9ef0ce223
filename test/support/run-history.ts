import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Consortium } from './consortium.ts';

/** What a site did in a finished attempt, as the coordinator stored it. */
export interface StoredParticipation {
  readonly t: 'waiting' | 'accepted' | 'counted' | 'refused' | 'failed' | 'rejected';
  readonly updateHash?: string;
  readonly problem?: { readonly code: string; readonly message: string };
}

/** A finished attempt, as the coordinator stored it. */
export interface StoredAttempt {
  readonly round: number;
  readonly attempt: number;
  readonly outcome: 'closed' | 'failed';
  readonly baseHash: string;
  readonly modelHash?: string;
  readonly participants: Readonly<Record<string, StoredParticipation>>;
  /** Words of noised scores in base64 by site, or their hash where they came under masks; none where the site sent none. */
  readonly scores?: Readonly<Record<string, { readonly words?: string; readonly updateHash?: string }>>;
  /** What came of their sum under masks. */
  readonly summed?: { readonly t: 'opened' | 'withheld'; readonly sites?: readonly string[] };
}

/** The history of a run, read from the database of a stopped coordinator: what it counted, update by update. */
export function readHistory(consortium: Consortium, run: string): readonly StoredAttempt[] {
  const database = new Database(join(consortium.coordinatorFolder, 'state', 'coordinator.db'), { readonly: true });
  try {
    const rows = database.prepare('select record_json from attempts where run = ? order by round, attempt').all(run) as readonly {
      record_json: string;
    }[];
    return rows.map(({ record_json }) => JSON.parse(record_json) as StoredAttempt);
  } finally {
    database.close();
  }
}
