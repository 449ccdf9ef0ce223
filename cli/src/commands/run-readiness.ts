import { time } from '@consilium/command-line';
import type { consilium } from '@consilium/proto';

type SiteReadiness = consilium.v1.SiteReadiness.$Properties;

/** Who could take part in a run now. */
export type Readiness = consilium.v1.StudyReadiness.$Properties;

/** Why a site would not take part if the run were started now, as far as the coordinator knows. */
export interface Obstacle {
  readonly site: string;
  readonly obstacle:
    | 'not-invited'
    | 'not-joined'
    | 'revoked'
    | 'quarantined'
    | 'not-connected'
    | 'not-approved'
    | 'cannot-pay'
    | 'refused';
  /** For people. */
  readonly text: string;
}

/** Refusals by which a hospital says that nobody there has approved the plan. */
const NOT_APPROVED: ReadonlySet<string> = new Set(['PLAN_NOT_APPROVED', 'STUDY_NOT_ALLOWED']);
/** Refusals by which it says that what it has approved, or its patients' budget, is used up. */
const CANNOT_PAY: ReadonlySet<string> = new Set(['APPROVAL_EXCEEDED', 'BUDGET_EXCEEDED', 'BUDGET_UNRECORDED']);

/** What stands in the way of a run, by site; what a site has said of the plan before may not be true any more, and carries its date. */
export function obstaclesOf({ sites }: Readiness): readonly Obstacle[] {
  return (sites ?? []).flatMap((site) => [...presence(site), ...refusal(site)]);
}

function presence({ site = '', standing, connected, lastSeenMs }: SiteReadiness): readonly Obstacle[] {
  if (standing === 'unknown') {
    const text = `was never admitted: the operator invites it ("consilium site invite ${site}")`;
    return [{ site: site ?? '', obstacle: 'not-invited', text }];
  }
  if (standing === 'invited') return [{ site: site ?? '', obstacle: 'not-joined', text: 'was invited and has not joined' }];
  if (standing === 'revoked') return [{ site: site ?? '', obstacle: 'revoked', text: 'was revoked' }];
  if (standing === 'quarantined') {
    const text = `is under quarantine ("consilium site release ${site}" ends it)`;
    return [{ site: site ?? '', obstacle: 'quarantined', text }];
  }
  if (connected === true) return [];
  const text = lastSeenMs ? `is not connected; it was last seen on ${time(lastSeenMs)}` : 'has never connected';
  return [{ site: site ?? '', obstacle: 'not-connected', text }];
}

function refusal({ site, word, problem, wordMs }: SiteReadiness): readonly Obstacle[] {
  if (word !== 'refused') return [];
  const { code, message } = problem ?? {};
  const [obstacle, what] = NOT_APPROVED.has(code ?? '')
    ? (['not-approved', 'had not approved this plan'] as const)
    : CANNOT_PAY.has(code ?? '')
      ? (['cannot-pay', 'could not pay for this plan'] as const)
      : (['refused', 'refused this plan'] as const);
  return [{ site: site ?? '', obstacle, text: `${what} when it was last asked, on ${time(wordMs ?? 0)}: ${message}` }];
}

/** What stands in the way, and what cannot be known, for people. */
export function readinessLines(readiness: Readiness): readonly string[] {
  const { sites, quorum } = readiness;
  const obstacles = obstaclesOf(readiness);
  const silent = (sites ?? []).filter(({ word, standing }) => word === 'none' && standing === 'admitted').map(({ site }) => site);
  const hindered = new Set(obstacles.map(({ site }) => site));
  const ready = (sites ?? []).length - hindered.size;
  const needed = quorum ?? 0;
  return [
    ...obstacles.map(({ site, text }) => `${site} ${text}`),
    ...(silent.length === 0
      ? []
      : [`${silent.join(', ')}: not asked about this plan yet, so whether it is approved there is not known here`]),
    ...(obstacles.length === 0 ? [] : [`${ready} of ${(sites ?? []).length} sites look ready; each round needs ${needed}`]),
    ...(ready < needed
      ? [`With fewer than ${needed} the run is paused until enough are connected, or fails where they refuse.`]
      : []),
  ];
}

/** What a start says of it to programs. */
export function readinessJson(readiness: Readiness): Readonly<Record<string, unknown>> {
  const { planHash, quorum } = readiness;
  const obstacles = obstaclesOf(readiness);
  // Field by field: a message has no such fields of its own where they are false, 0 or empty.
  const sites = (readiness.sites ?? []).map(({ site, standing, connected, lastSeenMs, word, wordMs, problem }) => ({
    site,
    standing,
    connected: connected === true,
    lastSeenMs: lastSeenMs ?? 0,
    word,
    ...(word === 'none' ? {} : { wordMs }),
    ...(problem ? { problem: { code: problem.code, message: problem.message } } : {}),
    obstacles: obstacles.filter((one) => one.site === site).map(({ obstacle }) => obstacle),
  }));
  return { planHash, quorum, ready: obstacles.length === 0, sites };
}
