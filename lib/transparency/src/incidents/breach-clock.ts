import type { Incident } from './incident.ts';

const DAY_MS = 86_400_000;
/** Calendar days from discovery within which individuals, and the covered entity, are notified (45 CFR 164.404(b), 164.410(b)). */
const NOTICE_DAYS = 60;
/** Individuals from which on the Secretary is notified at the same time (164.408(b)); media, of more than so many residents of one State (164.406(a)). */
const MANY = 500;

/** The clock of the breach rule for one incident. Days as `YYYY-MM-DD`. */
export interface BreachClock {
  /** `stopped`: a person concluded that the probability of a compromise is low, or closed the incident without an assessment. */
  readonly state: 'running' | 'stopped';
  readonly discovered: string;
  /** Calendar days since then. */
  readonly days: number;
  /** Last day to tell individuals, and of a business associate to tell the covered entity. */
  readonly noticeBy: string;
  /** Last day to tell the Secretary where it is about 500 individuals or more, or nobody knows yet. */
  readonly secretaryBy: string;
  /** Whether it is about so many that the Secretary, and as a rule the media, are notified at the same time; absent where nobody has said how many. */
  readonly many?: boolean;
}

/**
 * Days of 45 CFR 164.404 to 164.410, counted from the day of discovery: 60 calendar days and without unreasonable delay; of fewer than 500
 * individuals the Secretary is notified by 60 days after the end of the calendar year of discovery. It is a clock and no legal advice: whether
 * there is a breach of unsecured protected health information, and since when it could have been known, people decide.
 */
export function breachClock(incident: Incident, nowMs: number): BreachClock {
  const { assessment, at, state } = incident;
  const seen = at.slice(0, 10);
  const said = assessment?.discovered;
  const discovered = said !== undefined && said < seen ? said : seen;
  const start = Date.parse(discovered);
  const noticeBy = dayOf(start + NOTICE_DAYS * DAY_MS);
  const many = assessment?.individuals === undefined ? undefined : assessment.individuals >= MANY;
  const yearEnd = Date.UTC(Number(discovered.slice(0, 4)), 11, 31);
  const stopped = assessment?.conclusion === 'low-probability' || (state === 'closed' && assessment === undefined);
  return {
    state: stopped ? 'stopped' : 'running',
    discovered,
    days: Math.max(0, Math.floor((nowMs - start) / DAY_MS)),
    noticeBy,
    secretaryBy: many === false ? dayOf(yearEnd + NOTICE_DAYS * DAY_MS) : noticeBy,
    ...(many === undefined ? {} : { many }),
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The clock in lines for people. */
export function clockLines({ state, discovered, days, noticeBy, secretaryBy, many }: BreachClock): readonly string[] {
  const clock =
    'This is the clock of 45 CFR 164.404 to 164.410, not legal advice: your privacy officer decides whether there is a breach.';
  if (state === 'stopped')
    return [
      `Clock: stopped. Discovered on ${discovered}; had it been a breach, individuals would be notified by ${noticeBy} (60 calendar days).`,
      clock,
    ];
  const secretary =
    many === true
      ? `Secretary (HHS) and, of more than 500 residents of one State, media: by ${secretaryBy} too.`
      : many === false
        ? `Fewer than 500 individuals: in the log of the year, and to the Secretary (HHS) by ${secretaryBy}.`
        : `Secretary (HHS) and media: by ${secretaryBy} too from 500 individuals on; of fewer, within 60 days after the end of the year.`;
  return [
    `Clock: day ${days} of 60 since its discovery on ${discovered}, unless a person finds that it is no breach.`,
    `  Individuals: without unreasonable delay, by ${noticeBy} at the latest. A business associate tells the covered entity by then.`,
    `  ${secretary}`,
    clock,
  ];
}
