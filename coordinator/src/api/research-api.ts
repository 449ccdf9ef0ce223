import { sha256Hex } from '@consilium/core';
import { type CompiledPlan, planFromJson } from '@consilium/plan';
import type { consilium, researchService } from '@consilium/proto';
import { CHUNK_BYTES, type Handlers } from '@consilium/transport';
import type { Member } from '../members/identify-member.ts';
import type { Members } from '../members/members.ts';
import type { Participation } from '../rounds/attempt-state.ts';
import { type AttemptRecord, closedRounds, isLive, type RunState, type Scores } from '../rounds/run-state.ts';
import type { RunWatchers } from '../rounds/run-watchers.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { RunStore, StoredRun } from '../store/run-store.ts';

/** The decisions of a coordinator that researchers and operators ask for. */
export interface Steering {
  submitStudy(plan: CompiledPlan): Promise<{ readonly study: string; readonly planHash: string; readonly submittedMs: number }>;
  startRun(study: string, rounds?: number): Promise<StoredRun>;
  stopRun(run: string): Promise<void>;
}

/** What the research service works with. */
export interface ResearchApiContext {
  readonly members: Members;
  readonly coordinator: Steering;
  readonly blobs: BlobStore;
  readonly store: RunStore;
  readonly watchers: RunWatchers;
}

type RunInfo = consilium.v1.RunInfo.$Properties;
type RoundInfo = consilium.v1.RoundInfo.$Properties;

/** The service that researchers and operators call. */
export function researchHandlers(context: ResearchApiContext): Handlers<typeof researchService, Member> {
  const { members, coordinator, store } = context;
  return {
    async submitStudy(request) {
      return await coordinator.submitStudy(planFromJson(request.planJson, sha256Hex(request.planJson)));
    },
    async listStudies() {
      const studies = await store.studies();
      return { studies: studies.map((row) => ({ study: row.study, planHash: row.plan_hash, submittedMs: row.submitted_ms })) };
    },
    async startRun(request) {
      const run = await coordinator.startRun(request.study, request.rounds === 0 ? undefined : request.rounds);
      return summary(run);
    },
    async stopRun(request) {
      await coordinator.stopRun(request.run);
      return summary(await store.run(request.run));
    },
    async getRun(request) {
      const run = await store.run(request.run);
      return { ...summary(run), roundInfos: [...(await store.attempts(run.run)).map(finishedRound), ...openRound(run.state)] };
    },
    async listRuns() {
      return { runs: (await store.runs()).map(summary) };
    },
    async *watchRun(request, { signal }) {
      let sent = 0;
      while (!signal.aborted) {
        // Asked for before reading, so that a change in between is not missed.
        const change = context.watchers.next(request.run, signal);
        const run = await store.run(request.run);
        const finished = await store.attempts(run.run, sent);
        sent += finished.length;
        yield { ...summary(run), roundInfos: [...finished.map(finishedRound), ...openRound(run.state)] };
        if (!isLive(run.state) || context.watchers.closed) return;
        await change;
      }
    },
    async *getModel(request) {
      let offset = request.offset;
      for await (const data of context.blobs.read(request.hash, offset, CHUNK_BYTES)) {
        yield { offset, data };
        offset += data.length;
      }
    },
    async enrolSite(request) {
      return { certificatePem: await members.enrolSite(request.site, request.requestPem) };
    },
    async revokeSite(request) {
      await members.revokeSite(request.site);
      return { site: request.site, connected: false };
    },
    async listSites() {
      return { sites: [...(await members.listSites())] };
    },
  };
}

function summary(run: StoredRun): RunInfo {
  const { state } = run;
  return {
    run: run.run,
    study: run.study,
    planHash: run.planHash,
    state: isLive(state) ? 'running' : state.t,
    rounds: run.rounds,
    closedRounds: roundsClosed(run),
    modelHash: run.modelHash,
    ...(state.t === 'failed' || state.t === 'stopped' ? { problem: state.problem } : {}),
  };
}

function roundsClosed(run: StoredRun): number {
  const { state } = run;
  if (isLive(state)) return closedRounds(state);
  return state.t === 'completed' ? run.rounds : state.closedRounds;
}

function finishedRound(record: AttemptRecord): RoundInfo {
  return { ...roundOf(record, record.scores), state: record.outcome, durationMs: record.durationMs };
}

function openRound(state: RunState): RoundInfo[] {
  if (!isLive(state)) return [];
  return [
    {
      ...roundOf(state, state.t === 'evaluating' ? state.scores : undefined),
      state: state.t === 'evaluating' ? 'evaluating' : 'collecting',
      durationMs: 0,
    },
  ];
}

function roundOf(
  attempt: Pick<AttemptRecord, 'round' | 'attempt' | 'openedMs' | 'deadlineMs' | 'participants'>,
  scores: Readonly<Record<string, Scores>> | undefined,
): RoundInfo {
  const { round, openedMs, deadlineMs, participants } = attempt;
  return {
    round,
    attempt: attempt.attempt,
    openedMs,
    deadlineMs,
    participants: Object.entries(participants).map(([site, known]) => participantOf(site, known, scores?.[site])),
  };
}

function participantOf(site: string, known: Participation, scores: Scores | undefined): consilium.v1.ParticipantInfo.$Properties {
  return {
    site,
    state: known.t,
    ...('problem' in known ? { problem: known.problem } : {}),
    ...(scores?.t === 'reported' ? { metricsJson: scores.metrics } : {}),
    ...(scores?.t === 'suppressed' ? { metricsSuppressed: scores.problem } : {}),
  };
}
