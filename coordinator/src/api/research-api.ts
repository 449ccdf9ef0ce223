import type { Clock } from '@consilium/core';
import type { Scores as ScorePlan } from '@consilium/privacy';
import type { consilium, researchService } from '@consilium/proto';
import type { Handlers } from '@consilium/transport';
import type { StoredLog } from '../audit/stored-log.ts';
import { personActor } from '../audit/actors.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { Person } from '../members/identify-person.ts';
import type { Transcripts } from '../masks/transcripts.ts';
import type { Members } from '../members/members.ts';
import type { Models } from '../registry/models.ts';
import type { Receipts } from '../members/receipts.ts';
import type { UserInfo, Users } from '../members/users.ts';
import type { Participation } from '../rounds/attempt-state.ts';
import type { AttemptRecord } from '../rounds/attempt-record.ts';
import type { Away } from '../rounds/presence.ts';
import { againMs } from '../rounds/run-pause.ts';
import { closedRounds, isLive, type RunState } from '../rounds/run-state.ts';
import { awaitedSites } from '../rounds/run-waits.ts';
import type { Scores } from '../rounds/scores.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { KnownRun, StoredRun } from '../store/run-store.ts';
import type { ReceiptRow } from '../store/tables.ts';
import { pooledOf, type Released, releasedOf } from '../studies/released-scores.ts';
import type { ReadinessCheck, StudyReadiness } from '../studies/readiness.ts';
import type { RunHistory, Runs } from '../studies/runs.ts';
import type { Studies } from '../studies/studies.ts';
import { auditPieces } from './audit-pieces.ts';
import { blobChunks } from './blob-chunks.ts';
import { decisionOf, requireIncidents, wireIncident } from './incident-messages.ts';
import { modelHandlers } from './model-messages.ts';
import { newestThatFit, pages } from './round-pages.ts';
import { runLogPieces } from './run-log-pieces.ts';

/** What the research service works with. */
export interface ResearchApiContext {
  readonly studies: Studies;
  readonly runs: Runs;
  readonly members: Members;
  readonly users: Users;
  readonly receipts: Receipts;
  readonly readiness: ReadinessCheck;
  readonly blobs: BlobStore;
  readonly transcripts: Transcripts;
  /** Who is not connected. */
  readonly away: Away;
  readonly models: Models;
  readonly clock: Pick<Clock, 'now'>;
  /** None at a rehearsal. */
  readonly audit: StoredLog | undefined;
  /** None at a rehearsal. */
  readonly incidents: Incidents | undefined;
}

type RunInfo = consilium.v1.RunInfo.$Properties;
type RoundInfo = consilium.v1.RoundInfo.$Properties;

/** The service that researchers and operators call. */
export function researchHandlers({
  studies,
  runs,
  members,
  users,
  receipts,
  readiness,
  blobs,
  transcripts,
  away,
  models,
  clock,
  audit,
  incidents,
}: ResearchApiContext): Handlers<typeof researchService, Person> {
  const summary = summaries(away);
  return {
    ...modelHandlers(models, () => clock.now()),
    submitStudy: ({ planJson }, { identity, requireAccess }) => studies.submit(planJson, personActor(identity), requireAccess),
    async listStudies() {
      return { studies: [...(await studies.list())] };
    },
    async checkStudy({ study }) {
      return wireReadiness(await readiness.of(study));
    },
    async startRun({ study, rounds, planHash }, { identity, requireAccess }) {
      const wanted = { study, rounds: rounds === 0 ? undefined : rounds, planHash: planHash === '' ? undefined : planHash };
      return summary(await runs.start(wanted, identity, requireAccess));
    },
    async stopRun({ run }, { identity }) {
      return summary(await runs.stop(run, identity));
    },
    async pauseRun({ run }, { identity }) {
      return summary(await runs.pause(run, identity));
    },
    async resumeRun({ run }, { identity }) {
      return summary(await runs.resume(run, identity));
    },
    async getRun(request) {
      return newestRounds(await runs.get(request.run), summary);
    },
    async listRuns() {
      return { runs: (await runs.list()).map(summary) };
    },
    async *watchRun(request, { signal }) {
      for await (const history of runs.watch(request.run, signal)) yield* pagesOf(history, summary);
    },
    getModel: ({ hash, offset }) => blobChunks(blobs, hash, offset),
    async getTranscript({ run, round }) {
      const { round: of, hash, words, parts } = await transcripts.of(run, round);
      const { base = '', sum = '', before = '' } = parts;
      return { run, round: of, transcriptHash: hash, words: [...words], baseHash: base, sumHash: sum, beforeHash: before };
    },
    async enrolSite({ site, requestPem, replace }, { identity }) {
      return { certificatePem: await members.enrolSite(site, requestPem, replace, personActor(identity)) };
    },
    inviteSite: ({ site, validMs, replace }, { identity }) => members.inviteSite(site, validMs, replace, personActor(identity)),
    async listInvitations() {
      return { invitations: [...(await members.listInvitations())] };
    },
    renewCertificate: ({ requestPem }, { identity }) => users.renew(identity, requestPem),
    async *readRunLog({ run }) {
      // Only of a run that there is: its name goes into a query.
      yield* runLogPieces(audit, (await runs.get(run)).run.run);
    },
    readAudit: ({ after }) => auditPieces(audit, after),
    async addUser({ user, roles, validMs, replace, providerName }, { identity }) {
      const by = personActor(identity);
      if (providerName === '') return await users.add(user, roles, validMs, replace, by);
      const { issuer, clientId, audience, scope, port } = await users.addByProvider(user, roles, providerName, replace, by);
      return { login: { issuer, clientId, audience, scope, port } };
    },
    async enrolUser({ user, roles, requestPem, replace }, { identity }) {
      return { certificatePem: await users.enrol(user, roles, requestPem, replace, personActor(identity)) };
    },
    async setRoles({ user, roles }, { identity }) {
      return wireUser(await users.setRoles(user, roles, personActor(identity)));
    },
    async revokeUser({ user }, { identity }) {
      return wireUser(await users.revoke(user, personActor(identity)));
    },
    listUsers: () => ({ users: users.list().map(wireUser) }),
    async revokeSite(request, { identity }) {
      await members.revokeSite(request.site, personActor(identity));
      return { site: request.site, connected: false, revoked: true };
    },
    async quarantineSite({ site, reason }, { identity }) {
      await members.quarantineSite(site, reason, personActor(identity));
      return { site, connected: false, quarantine: reason };
    },
    async releaseSite({ site, reason }, { identity }) {
      await members.releaseSite(site, reason, personActor(identity));
      return { site, connected: false };
    },
    async listIncidents({ closed }) {
      return { incidents: (await requireIncidents(incidents).list(closed)).map(wireIncident) };
    },
    async decideIncident(request, { identity }) {
      const decision = decisionOf(request);
      return wireIncident(await requireIncidents(incidents).decide(request.incident, decision, personActor(identity)));
    },
    async listReceipts({ site }) {
      return wireReceipts(await receipts.of(site));
    },
    async clearReceipts({ site, dataset, reason }, { identity }) {
      return wireReceipts(await receipts.clear(site, dataset === '' ? undefined : dataset, reason, personActor(identity)));
    },
    async listSites() {
      return { sites: (await members.listSites()).map((site) => ({ ...site, keys: [...site.keys] })) };
    },
  };
}

/** The run with its newest attempts, as many as fit a message. */
function newestRounds({ run, finished, scores }: RunHistory, summary: Summarise): RunInfo {
  const rounds = [...finished.map((record) => finishedRound(record, scores)), ...openRound(run.state, scores)];
  const newest = newestThatFit(rounds);
  return { ...summary(run), roundInfos: newest, earlierAttempts: rounds.length - newest.length };
}

/** The run with all of its attempts, in messages of which only the last says how it stands. */
function* pagesOf({ run, finished, scores }: RunHistory, summary: Summarise): Generator<RunInfo> {
  const all = pages([...finished.map((record) => finishedRound(record, scores)), ...openRound(run.state, scores)]);
  for (const page of all.slice(0, -1)) yield { ...summary(run), state: 'running', problem: null, roundInfos: page };
  yield { ...summary(run), roundInfos: all.at(-1) ?? [] };
}

/** A run without its rounds. */
type Summarise = (run: KnownRun) => RunInfo;

function summaries(away: Away): Summarise {
  return (run) => ({ ...summaryOf(run), ...pauseOf(run, away) });
}

function summaryOf(run: KnownRun): RunInfo {
  const { state } = run;
  return {
    run: run.run,
    study: run.study,
    planHash: run.planHash,
    state: isLive(state) && state.t !== 'paused' ? 'running' : state.t,
    rounds: run.rounds,
    closedRounds: roundsClosed(run),
    modelHash: run.modelHash,
    decisions: [...run.decisions],
    rehearsal: run.rehearsal === true,
    ...(state.t === 'failed' || state.t === 'stopped' ? { problem: state.problem } : {}),
  };
}

function pauseOf({ state }: StoredRun, away: Away): Pick<RunInfo, 'pause'> {
  if ('pausing' in state) return { pause: { reason: 'asked', sinceMs: 0, againMs: 0, waitsFor: [], lacks: 0 } };
  if (state.t !== 'paused') return {};
  const { reason, sinceMs } = state.pause;
  const until = againMs(state.pause, state.silences ?? 0);
  const again = Number.isFinite(until) ? until : 0;
  // By name: people compare two looks at a run.
  const awaited = [...awaitedSites(state)].toSorted();
  const waitsFor = reason === 'absent' ? awaited.filter((site) => away(site) !== undefined) : awaited;
  return { pause: { reason, sinceMs, againMs: again, waitsFor, lacks: state.pause.lacks } };
}

function roundsClosed(run: StoredRun): number {
  const { state } = run;
  if (isLive(state)) return closedRounds(state);
  return state.t === 'completed' ? run.rounds : state.closedRounds;
}

function finishedRound(record: AttemptRecord, plan: ScorePlan | undefined): RoundInfo {
  const { problem } = record;
  const failure = problem === undefined ? {} : { problem };
  return { ...roundOf(record, record, plan), state: record.outcome, durationMs: record.durationMs, ...failure };
}

function openRound(state: RunState, plan: ScorePlan | undefined): RoundInfo[] {
  if (!isLive(state)) return [];
  return [
    {
      ...roundOf(state, state.t === 'evaluating' ? state : {}, plan),
      state: state.t === 'aggregating' ? 'collecting' : state.t,
      durationMs: 0,
      ...('sum' in state && state.sum !== undefined ? { phase: state.sum.phase } : {}),
    },
  ];
}

function roundOf(
  attempt: Pick<AttemptRecord, 'round' | 'attempt' | 'openedMs' | 'deadlineMs' | 'participants' | 'leftOut'>,
  { modelHash, scores, summed }: Pick<AttemptRecord, 'modelHash' | 'scores' | 'summed'>,
  plan: ScorePlan | undefined,
): RoundInfo {
  const { round, openedMs, deadlineMs, participants, leftOut = {} } = attempt;
  const pooled = plan === undefined || scores === undefined ? undefined : pooledOf(plan, scores, summed);
  return {
    round,
    attempt: attempt.attempt,
    openedMs,
    deadlineMs,
    participants: [
      ...Object.entries(participants).map(([site, known]) => participantOf(site, known, scores?.[site], plan)),
      ...Object.entries(leftOut).map(([site, problem]) => ({ site, state: 'left-out', problem })),
    ],
    ...(modelHash === undefined ? {} : { modelHash }),
    ...(pooled === undefined ? {} : { released: wireScores(pooled) }),
    ...(summed?.t === 'withheld' ? { scoresWithheld: summed.problem } : {}),
  };
}

function participantOf(
  site: string,
  known: Participation,
  scores: Scores | undefined,
  plan: ScorePlan | undefined,
): consilium.v1.ParticipantInfo.$Properties {
  const released = plan === undefined ? undefined : releasedOf(plan, site, scores);
  return {
    site,
    state: known.t,
    ...('problem' in known ? { problem: known.problem } : {}),
    ...(scores?.t === 'reported' ? { metricsJson: scores.metrics } : {}),
    ...(scores?.t === 'masked' ? { scoresMasked: true } : {}),
    ...(scores?.t === 'suppressed' ? { scoresDeclined: scores.problem } : {}),
    ...(released === undefined ? {} : { released: wireScores(released) }),
  };
}

function wireReadiness({ sites, ...study }: StudyReadiness): consilium.v1.StudyReadiness.$Properties {
  const wireSite = ({ word, ...site }: StudyReadiness['sites'][number]): consilium.v1.SiteReadiness.$Properties => ({
    ...site,
    word: word.t,
    ...(word.t === 'none' ? {} : { wordMs: word.atMs }),
    ...(word.t === 'refused' ? { problem: word.problem } : {}),
  });
  return { ...study, sites: sites.map(wireSite) };
}

/** Without the proofs of the site, which are for nobody else. */
function wireReceipts(rows: readonly ReceiptRow[]): consilium.v1.SiteReceipts.$Properties {
  return { receipts: rows.map(({ dataset, sequence, hash }) => ({ dataset, sequence, hash })) };
}

function wireUser({ roles, provider, ...info }: UserInfo): consilium.v1.UserInfo.$Properties {
  if (provider === undefined) return { ...info, roles: [...roles] };
  const { issuer, name, subject } = provider;
  return { ...info, roles: [...roles], provider: { issuer, name, subject } };
}

function wireScores({ words, sites, metricsJson }: Released): consilium.v1.ReleasedScores.$Properties {
  return { words: [...words], sites: [...sites], metricsJson };
}
