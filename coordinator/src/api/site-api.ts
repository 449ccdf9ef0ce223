import { type Clock, ConsiliumError, fromUnknown } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { checkVersions, type consilium, PROTOCOL_VERSION, type siteService } from '@consilium/proto';
import { AsyncQueue, type CallContext, type Handlers } from '@consilium/transport';
import { updateEncoding } from '../aggregation/aggregator.ts';
import type { UpdateHeader } from '../aggregation/update-check.ts';
import type { UpdateIntake } from '../aggregation/update-intake.ts';
import { expired, type Member } from '../members/identify-member.ts';
import { putReceipt, type SiteStore } from '../members/site-store.ts';
import type { RunDriver } from '../rounds/run-driver.ts';
import type { Participation } from '../rounds/attempt-state.ts';
import type { Session, SessionHub, ToSite } from '../sites/session-hub.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { LiveRuns } from '../studies/live-runs.ts';
import { blobChunks } from './blob-chunks.ts';
import {
  chunks,
  invalid,
  type Key,
  reportedProblem,
  receiptOf,
  requireHash,
  requireKey,
  scoresOf,
  type UploadMessage,
  versionText,
} from './site-messages.ts';

/** What the site service works with. */
export interface SiteApiContext {
  readonly hub: SessionHub;
  readonly intake: UpdateIntake;
  readonly blobs: BlobStore;
  readonly sites: SiteStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly rehearsal: boolean;
  readonly version: string;
  readonly live: LiveRuns;
}

type FromSite = consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape;

/** Updates that end their site's part in the attempt. */
const UNUSABLE: readonly string[] = ['UPDATE_NOT_FINITE', 'UPDATE_WRONG_SHAPE', 'UPDATE_TOO_LONG'];

/** The service that hospitals call. */
export function siteHandlers(context: SiteApiContext): Handlers<typeof siteService, Member> {
  return {
    session: (messages, call) => runSession(context, messages, call),
    async *getBlob(request, { identity: { id } }) {
      requireReadable(context, id, request.hash);
      yield* blobChunks(context.blobs, request.hash, request.offset);
    },
    async getUploadStatus(request, { identity: { id } }) {
      const { run, round, attempt } = requireKey(request.key);
      const updateHash = requireHash(request.updateHash);
      const { state, plan } = requireDriver(context, run);
      const open = 'participants' in state && state.round === round && state.attempt === attempt;
      const known = open ? state.participants[id] : undefined;
      const counted = known?.t === 'counted' && known.updateHash === updateHash;
      // A site whose answer was lost asks again: its update may have been the last one, and the round no longer collects.
      if (known === undefined || (state.t !== 'collecting' && !counted)) throw stale(run, round, attempt);
      // The file of a counted update goes with its attempt.
      if (counted) return { received: plan.manifest.parameters * 4, counted };
      return { received: context.intake.received({ run, round, attempt, site: id, updateHash }), counted };
    },
    async putUpdate(requests, { identity: { id } }) {
      return await takeUpdate(context, id, requests);
    },
  };
}

async function* runSession(
  context: SiteApiContext,
  messages: AsyncIterable<FromSite>,
  { identity, signal }: CallContext<Member>,
): AsyncGenerator<ToSite> {
  const { id } = identity;
  const iterator = messages[Symbol.asyncIterator]();
  const first = await iterator.next();
  const hello = first.done === true ? undefined : first.value.hello;
  if (hello === undefined || hello === null) throw invalid('the first message of a session is Hello');
  const refusal = refuse(context, hello);
  if (refusal !== undefined) {
    context.log.warn({ siteId: id, code: refusal.code }, refusal.message);
    yield { refused: refusal };
    return;
  }
  const session: Session = { site: id, agentVersion: versionText(hello.agentVersion), outgoing: new AsyncQueue() };
  await context.sites.seen(id, session.agentVersion, context.clock.now());
  const heads = await context.sites.ledgerHeads(id);
  yield {
    welcome: {
      protocol: PROTOCOL_VERSION,
      coordinatorVersion: context.version,
      ledgerHeads: heads.map(({ dataset, sequence, hash }) => ({ dataset, sequence, hash })),
    },
  };
  context.hub.open(session);
  context.log.info({ siteId: id }, 'site connected');
  const end = (): void => context.hub.close(session);
  signal.addEventListener('abort', end, { once: true });
  const cancelExpiry = endAtExpiry(context, identity, session);
  // Not waited for at the end: a site that is put out, because it was revoked or dialled again, may never say another word.
  void listen(context, session, iterator).then(end, (error: unknown) => session.outgoing.end(error));
  try {
    for (const driver of context.live.drivers()) driver.siteConnected(id);
    yield* session.outgoing;
  } finally {
    end();
    cancelExpiry();
    signal.removeEventListener('abort', end);
    context.log.info({ siteId: id }, 'site disconnected');
  }
}

/** A session may outlive the certificate that opened it: it ends with it. */
function endAtExpiry(context: SiteApiContext, identity: Member, session: Session): () => void {
  let cancel = (): void => {};
  const wait = (): void => {
    const left = identity.notAfter - context.clock.now();
    if (left < 0) session.outgoing.end(expired(identity));
    else cancel = context.clock.setTimer(left + 1, wait);
  };
  wait();
  return () => cancel();
}

function refuse(context: SiteApiContext, hello: consilium.v1.Hello.$Properties): { code: string; message: string } | undefined {
  const protocol = { major: hello.protocol?.major ?? 0, minor: hello.protocol?.minor ?? 0 };
  const versions = checkVersions(protocol, PROTOCOL_VERSION);
  if (versions !== undefined) return { code: 'VERSION_INCOMPATIBLE', message: versions };
  if (hello.rehearsal === true && !context.rehearsal) {
    return { code: 'REHEARSAL_ONLY', message: 'this agent runs with seeded noise; this coordinator is not a rehearsal' };
  }
  return undefined;
}

async function listen(context: SiteApiContext, session: Session, iterator: AsyncIterator<FromSite>): Promise<void> {
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    // What arrives after the end, by revocation or by a newer session, is not heard.
    if (session.outgoing.ended) return;
    context.sites.requireActive(session.site);
    await handleMessage(context, session.site, next.value);
  }
}

async function handleMessage(context: SiteApiContext, site: string, message: FromSite): Promise<void> {
  switch (message.message) {
    case 'taskAnswer': {
      const { key, refusal } = message.taskAnswer;
      const participation =
        refusal === undefined || refusal === null
          ? ({ t: 'accepted' } as const)
          : ({ t: 'refused', problem: reportedProblem(refusal) } as const);
      return await answered(context, site, key, participation);
    }
    case 'taskFailed':
      return await answered(context, site, message.taskFailed.key, {
        t: 'failed',
        problem: reportedProblem(message.taskFailed.problem),
      });
    case 'evaluationReport': {
      const scores = scoresOf(message.evaluationReport);
      const { run, round, attempt } = requireKey(message.evaluationReport.key);
      await context.live.driver(run)?.dispatch({ t: 'scored', site, of: { round, attempt }, scores });
      return;
    }
    case 'hello':
      throw invalid('Hello is said once');
    default:
      // A newer agent may say more than this coordinator knows; what it must know travels in a new major version.
      return;
  }
}

async function answered(context: SiteApiContext, site: string, key: Key, participation: Participation): Promise<void> {
  const { run, round, attempt } = requireKey(key);
  const driver = context.live.driver(run);
  if (driver?.state.t !== 'collecting' || driver.state.round !== round || driver.state.attempt !== attempt) return;
  if ('problem' in participation)
    context.log.warn({ siteId: site, run, round, code: participation.problem.code }, participation.problem.message);
  await driver.dispatch({ t: 'answered', site, of: { round, attempt }, participation });
}

async function takeUpdate(
  context: SiteApiContext,
  site: string,
  requests: AsyncIterable<UploadMessage>,
): Promise<{ received: number; counted: boolean }> {
  const iterator = requests[Symbol.asyncIterator]();
  const first = await iterator.next();
  const header = first.done === true ? undefined : first.value.header;
  if (header === undefined || header === null) throw invalid('an upload begins with its header');
  const { run, round, attempt } = requireKey(header.key);
  const driver = requireDriver(context, run);
  const update: UpdateHeader = {
    run,
    round,
    attempt,
    site,
    updateHash: header.updateHash ?? '',
    bytes: header.bytes ?? 0,
    encoding: header.encoding ?? 0,
    longest: driver.longestUpdate,
  };
  try {
    if (requireExpected(driver, update, header)) return { received: update.bytes, counted: true };
    const receipt = receiptOf(site, header.ledger);
    const taken = await context.intake.take(update, chunks(iterator));
    const counted = await driver.dispatch(
      { t: 'answered', site, of: { round, attempt }, participation: { t: 'counted', updateHash: update.updateHash } },
      {
        alongside: async (tx) => {
          await taken.alongside(tx);
          if (receipt !== undefined) await putReceipt(tx, receipt);
        },
        content: taken.content,
      },
    );
    // The attempt may have ended, or another upload of this site been counted, while the bytes came in.
    if (!counted && !requireExpected(driver, update, header)) throw stale(run, round, attempt);
    context.hub.send(site, { receipt: { key: { run, round, attempt }, updateHash: update.updateHash } });
    return { received: update.bytes, counted: true };
  } catch (error) {
    if (!isOpen(driver, round, attempt)) {
      // With an attempt go the files of its updates, the one that has just come in included.
      await context.intake.forgetFiles(run, round, attempt);
      throw stale(run, round, attempt);
    }
    const known = fromUnknown(error);
    // Anything else may be tried again.
    if (UNUSABLE.includes(known.code)) {
      await answered(context, site, header.key, { t: 'rejected', problem: { code: known.code, message: known.message } });
    }
    throw known;
  }
}

function isOpen({ state }: RunDriver, round: number, attempt: number): boolean {
  return 'participants' in state && state.round === round && state.attempt === attempt;
}

/** Whether the update is already counted. @throws ConsiliumError when it is not what the open attempt expects of this site */
function requireExpected(driver: RunDriver, update: UpdateHeader, header: consilium.v1.UpdateHeader.$Properties): boolean {
  const { state, plan } = driver;
  const { run, round, attempt, site } = update;
  if (!('participants' in state) || !isOpen(driver, round, attempt)) throw stale(run, round, attempt);
  const known = state.participants[site];
  if (known === undefined)
    throw new ConsiliumError({ code: 'UPDATE_UNEXPECTED', message: `${site} does not take part in ${run}` });
  if (known.t === 'counted') {
    if (known.updateHash === update.updateHash) return true;
    throw new ConsiliumError({
      code: 'UPDATE_REPLAYED',
      message: `round ${round} attempt ${attempt} already has an update of ${site} with other bytes`,
    });
  }
  if (state.t !== 'collecting') throw stale(run, round, attempt);
  // An update is an acceptance too: it travels on a call of its own and may overtake the answer on the session.
  if (known.t !== 'accepted' && known.t !== 'waiting') {
    throw new ConsiliumError({
      code: 'UPDATE_UNEXPECTED',
      message: `${site} can send nothing more for round ${round} attempt ${attempt}: ${known.t} (${known.problem.code})`,
    });
  }
  if (header.planHash !== plan.hash)
    throw new ConsiliumError({ code: 'UPDATE_STALE', message: 'the update was made for another plan' });
  if (header.baseHash !== state.baseHash)
    throw new ConsiliumError({ code: 'UPDATE_STALE', message: 'the update was made from another model' });
  const expected = plan.manifest.parameters * 4;
  if (update.bytes !== expected) {
    throw new ConsiliumError({
      code: 'UPDATE_WRONG_SHAPE',
      message: `the update of ${site} has ${update.bytes} bytes, the model ${expected}`,
    });
  }
  if (update.encoding !== updateEncoding(plan)) {
    throw new ConsiliumError({
      code: 'UPDATE_WRONG_SHAPE',
      message: `the update of ${site} has an encoding that the plan does not use`,
    });
  }
  requireHash(update.updateHash);
  return false;
}

/** A site reads the plans and models of the runs it takes part in, and nothing else. */
function requireReadable(context: SiteApiContext, site: string, hash: string): void {
  for (const driver of context.live.drivers()) {
    const readable = [driver.plan.hash, driver.run.modelHash];
    if (driver.plan.siteIds.includes(site) && readable.includes(hash)) return;
  }
  throw new ConsiliumError({ code: 'BLOB_UNKNOWN', message: 'no open round of this site uses that content' });
}

function requireDriver(context: SiteApiContext, run: string): RunDriver {
  const driver = context.live.driver(run);
  if (driver === undefined)
    throw new ConsiliumError({ code: 'UPDATE_STALE', message: `the run ${JSON.stringify(run.slice(0, 64))} is not open` });
  return driver;
}

function stale(run: string, round: number, attempt: number): ConsiliumError<'UPDATE_STALE'> {
  return new ConsiliumError({
    code: 'UPDATE_STALE',
    message: `round ${round} attempt ${attempt} of ${run} is not collecting updates`,
  });
}
