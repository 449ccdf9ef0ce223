import type { AuditEntry, NewEntry } from '../audit-entry.ts';
import type { Alarm, Evidence } from './incident.ts';
import type { IncidentKind } from './incident-kinds.ts';

const HOUR_MS = 3_600_000;
/** What happens so often within an hour is a storm; below the notes of one actor that a log takes. */
const STORM = 15;
/** Callers that are watched for storms at a time. */
const MOST_WATCHED = 1000;

/** What an entry says by itself, or would say if it came often. */
interface Sign {
  readonly kind: IncidentKind;
  readonly subject: string;
  readonly often?: true;
}

/** Codes by which a coordinator tells a site that its key is not the one, or not the only one. */
const IDENTITY_CODES: ReadonlySet<string> = new Set(['ADMISSION_REFUSED', 'SECOND_HOLDER']);
/** Those who are shut out come again and again: their agents do not give up. */
const SHUT_OUT: ReadonlySet<string> = new Set(['CERTIFICATE_UNKNOWN', 'SITE_QUARANTINED', 'SESSION_REPLACED']);
const UPDATE_KINDS: Readonly<Record<string, IncidentKind>> = {
  UPDATE_TOO_LONG: 'update-too-long',
  LEDGER_ROLLED_BACK: 'ledger-rollback',
};

type Entry = NewEntry | AuditEntry;

/** Sees what in an audit log, of a site or a coordinator, people should look into. Its memory is bounded. */
export class AlarmWatch {
  /** Signs of one kind about one subject within the last hour, the oldest first. */
  readonly #signs: Map<string, readonly (Evidence & { readonly ms: number })[]> = new Map();

  /** Looks at the next entry of the log. */
  see(entry: Entry, evidence: Evidence): Alarm | undefined {
    const sign = signOf(entry);
    if (sign === undefined) return undefined;
    const { kind, subject, often } = sign;
    if (often === undefined) return { kind, subject, evidence: [evidence] };
    const key = `${kind} ${subject}`;
    const ms = Date.parse(entry.at);
    const lately = [...(this.#signs.get(key) ?? []).filter((one) => ms - one.ms < HOUR_MS), { ...evidence, ms }];
    this.#signs.delete(key);
    if (lately.length >= STORM)
      return { kind, subject, evidence: lately.map(({ entry: place, hash }) => ({ entry: place, hash })) };
    this.#signs.set(key, lately);
    for (const oldest of this.#signs.keys()) {
      if (this.#signs.size <= MOST_WATCHED) break;
      this.#signs.delete(oldest);
    }
    return undefined;
  }
}

function signOf(entry: Entry): Sign | undefined {
  return 'as' in entry ? coordinatorSign(entry) : siteSign(entry);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function siteSign({ event, why, code, determination, dataset }: Entry): Sign | undefined {
  const ofCode = text(code);
  switch (event) {
    case 'coordinator-log.broken':
      if (why === 'unwritten') return { kind: 'commitment-unwritten', subject: 'coordinator' };
      return { kind: why === 'rollback' || why === 'gone' ? 'log-rollback' : 'checkpoint-mismatch', subject: 'coordinator' };
    case 'session.ended':
      if (ofCode === 'LEDGER_ROLLED_BACK') return { kind: 'ledger-rollback', subject: 'site' };
      if (ofCode.startsWith('LEDGER_')) return { kind: 'ledger-anomaly', subject: 'site' };
      if (IDENTITY_CODES.has(ofCode)) return { kind: 'identity-refused', subject: 'coordinator' };
      return ofCode === 'CERTIFICATE_INVALID' ? { kind: 'certificate-trouble', subject: 'coordinator' } : undefined;
    case 'task.refused':
      return { kind: 'refusal-storm', subject: 'coordinator', often: true };
    case 'data.read':
      return determination === 'unmet' ? { kind: 'determination-unmet', subject: text(dataset) } : undefined;
    case 'log.restarted':
      return { kind: 'log-restarted', subject: 'site' };
    case 'folder.restored':
      return { kind: 'restored', subject: 'site' };
    default:
      return undefined;
  }
}

function coordinatorSign({ event, as, actor, code, ...fields }: Entry): Sign | undefined {
  const ofCode = text(code);
  const subject = as === 'site' || as === 'user' ? `${as}/${actor}` : as === 'stranger' ? 'strangers' : 'coordinator';
  switch (event) {
    case 'identity.alarm':
      return {
        kind: ofCode === 'ADMISSION_REFUSED' ? 'unknown-key' : 'second-holder',
        subject: `${text(fields['kind'])}/${text(fields['member'])}`,
      };
    case 'handshake.failed':
      return { kind: 'failed-identification', subject: 'strangers', often: true };
    case 'call.refused':
      if (as === 'stranger') return { kind: 'failed-identification', subject, often: true };
      return SHUT_OUT.has(ofCode) ? undefined : { kind: 'refusal-storm', subject, often: true };
    case 'task.refused':
      return { kind: 'refusal-storm', subject, often: true };
    case 'update.rejected':
      return { kind: UPDATE_KINDS[ofCode] ?? 'update-malformed', subject };
    case 'sum.misconduct':
      return { kind: 'sum-misconduct', subject: `site/${text(fields['site'])}` };
    case 'certificate.trouble':
      return { kind: 'certificate-trouble', subject: 'coordinator' };
    case 'site.log-restarted':
      return { kind: 'log-restarted', subject: `site/${text(fields['site'])}` };
    case 'log.restarted':
      return { kind: 'log-restarted', subject: 'coordinator' };
    case 'folder.restored':
      return { kind: 'restored', subject: 'coordinator' };
    default:
      return undefined;
  }
}
