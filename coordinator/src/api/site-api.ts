import { ConsiliumError } from '@consilium/core';
import { type consilium, PROTOCOL_VERSION, type siteService, type WireVersion, WorkKind } from '@consilium/proto';
import type { CallContext, Handlers } from '@consilium/transport';
import type { StoredLog } from '../audit/stored-log.ts';
import { memberActor } from '../audit/actors.ts';
import type { Member } from '../members/identify-member.ts';
import type { Members } from '../members/members.ts';
import type { ToSite } from '../sites/session-hub.ts';
import type { AttemptOfRun, SiteAnswers } from '../sites/site-answers.ts';
import type { SiteScores } from '../sites/site-scores.ts';
import type { SiteSessions } from '../sites/site-sessions.ts';
import { requireHash, type SiteUpdates } from '../sites/site-updates.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { LiveRuns } from '../rounds/live-runs.ts';
import type { Studies } from '../studies/studies.ts';
import { commitmentOf, logShown } from './audit-pieces.ts';
import { blobChunks } from './blob-chunks.ts';
import {
  bytesOf,
  chunks,
  invalid,
  receiptOf,
  reportedProblem,
  requireKey,
  type UploadMessage,
  versionText,
} from './site-messages.ts';

/** What the site service works with. */
export interface SiteApiContext {
  readonly sessions: SiteSessions;
  readonly members: Members;
  readonly answers: SiteAnswers;
  readonly updates: SiteUpdates;
  readonly scores: SiteScores;
  readonly live: LiveRuns;
  readonly studies: Studies;
  readonly blobs: BlobStore;
  /** None at a rehearsal. */
  readonly audit: StoredLog | undefined;
  /** Version told to agents, for people. */
  readonly version: string;
}

/** Largest number of an audit log that is kept, whatever a site says. */
const MOST_LOGS = 1_000_000;

type FromSite = consilium.v1.SiteMessage & consilium.v1.SiteMessage.$Shape;

/** The service that hospitals call. */
export function siteHandlers(context: SiteApiContext): Handlers<typeof siteService, Member> {
  return {
    session: (messages, call) => runSession(context, messages, call),
    async listPlans(_request, { identity }) {
      return { plans: [...(await context.studies.offeredTo(identity.id))] };
    },
    greet(hello, { identity }) {
      const refused = context.sessions.refusal(identity, agentOf(hello));
      if (refused !== undefined) return { refused };
      context.sessions.requireOnlyHolder(identity);
      return { welcome: welcomeOf(context) };
    },
    async *getBlob({ hash, offset }, { identity }) {
      const whileAdmitted = context.sessions.transferOf(identity);
      // Models of open runs first: that is known without asking the store.
      if (!context.live.isReadable(identity.id, hash) && !(await context.studies.isOfferedTo(identity.id, hash)))
        throw new ConsiliumError({ code: 'BLOB_UNKNOWN', message: 'no open round of this site uses that content' });
      yield* whileAdmitted(blobChunks(context.blobs, hash, offset));
    },
    async getUploadStatus({ key, updateHash }, { identity }) {
      const of = requireKey(key);
      return await takerOf(context, of).progress(identity.id, of, requireHash(updateHash));
    },
    putUpdate: (requests, { identity }) => takeUpdate(context, identity, requests),
  };
}

async function* runSession(
  context: SiteApiContext,
  messages: AsyncIterable<FromSite>,
  { identity, signal }: CallContext<Member>,
): AsyncGenerator<ToSite> {
  const { sessions, members } = context;
  const iterator = messages[Symbol.asyncIterator]();
  const first = await sessions.greeting(iterator.next());
  const hello = first.done === true ? undefined : first.value.hello;
  if (hello === undefined || hello === null) throw invalid('the first message of a session is Hello');
  const clockAheadSeconds = sessions.clockAhead(hello.timeSeconds ?? 0);
  const refused = sessions.refusal(identity, agentOf(hello));
  if (refused !== undefined) {
    yield { refused };
    return;
  }
  const agentVersion = versionText(hello.agentVersion);
  const heads = await sessions.greet(identity, agentVersion, Math.min(hello.auditLog ?? 0, MOST_LOGS));
  const written = await sessions.noteWelcome(identity, commitmentOf(hello.auditCommitment));
  yield {
    welcome: {
      ...welcomeOf(context),
      ...(await logShown(context.audit, hello.coordinatorLogSize ?? 0, written)),
      ledgerHeads: heads.map(({ dataset, sequence, hash, mac }) => ({ dataset, sequence, hash, mac })),
    },
  };
  const authoritiesPem = members.authoritiesPem();
  if (authoritiesPem !== undefined) yield { authorities: { pem: authoritiesPem } };
  const handle = (message: FromSite): Promise<void> => handleMessage(context, identity, message);
  yield* sessions.run(identity, { agentVersion, clockAheadSeconds, signal, messages: iterator, handle });
}

/** What matters of an agent before it is admitted. */
function agentOf({ protocol, rehearsal }: consilium.v1.Hello.$Properties): {
  readonly protocol: WireVersion;
  readonly rehearsal: boolean;
} {
  return { protocol: { major: protocol?.major ?? 0, minor: protocol?.minor ?? 0 }, rehearsal: rehearsal === true };
}

function welcomeOf({ sessions, version }: SiteApiContext): consilium.v1.Welcome.$Properties {
  return { protocol: PROTOCOL_VERSION, coordinatorVersion: version, timeMs: sessions.timeMs() };
}

async function handleMessage({ answers, members }: SiteApiContext, member: Member, message: FromSite): Promise<void> {
  const { id: site } = member;
  const by = memberActor(member);
  const of = (key: Parameters<typeof requireKey>[0]): AttemptOfRun => ({ ...requireKey(key), by });
  switch (message.message) {
    case 'taskAnswer': {
      const { key, refusal, sumMessage, parentWord } = message.taskAnswer;
      await answers.signLast(site, requireKey(key), bytesOf(parentWord));
      if (refusal === undefined || refusal === null) return await answers.accept(site, of(key), bytesOf(sumMessage));
      return await answers.answer(site, of(key), { t: 'refused', problem: reportedProblem(refusal) });
    }
    case 'sumSaid': {
      const { key, message: said, parentWord } = message.sumSaid;
      await answers.signLast(site, requireKey(key), bytesOf(parentWord));
      return await answers.say(site, of(key), bytesOf(said));
    }
    case 'transcriptSigned': {
      const { key, word } = message.transcriptSigned;
      return await answers.sign(site, requireKey(key), bytesOf(word));
    }
    case 'taskFailed': {
      const { key, problem } = message.taskFailed;
      return await answers.answer(site, of(key), { t: 'failed', problem: reportedProblem(problem) });
    }
    case 'evaluationDeclined': {
      const { key, problem } = message.evaluationDeclined;
      return await answers.score(site, of(key), { t: 'suppressed', problem: reportedProblem(problem) });
    }
    case 'certificateRequest':
      return await members.answerRenewal(member, message.certificateRequest.requestPem ?? '');
    case 'hello':
      throw invalid('Hello is said once');
    default:
      // A newer agent may say more than this coordinator knows; what it must know travels in a new major version.
      return;
  }
}

/** Who takes what the key names. @throws ConsiliumError `MESSAGE_INVALID` for work that this version does not know */
function takerOf({ updates, scores }: SiteApiContext, { kind }: AttemptOfRun): SiteUpdates | SiteScores {
  switch (kind) {
    case WorkKind.WORK_KIND_TRAINING:
      return updates;
    case WorkKind.WORK_KIND_EVALUATION:
      return scores;
    default:
      throw invalid('the message names work that this coordinator does not know');
  }
}

async function takeUpdate(
  context: SiteApiContext,
  member: Member,
  requests: AsyncIterable<UploadMessage>,
): Promise<consilium.v1.UploadStatus.$Properties> {
  const whileAdmitted = context.sessions.transferOf(member);
  const iterator = requests[Symbol.asyncIterator]();
  const first = await iterator.next();
  const header = first.done === true ? undefined : first.value.header;
  if (header === undefined || header === null) throw invalid('an upload begins with its header');
  const { id: site } = member;
  const offered = {
    ...requireKey(header.key),
    by: memberActor(member),
    updateHash: header.updateHash ?? '',
    bytes: header.bytes ?? 0,
    encoding: header.encoding ?? 0,
    planHash: header.planHash ?? '',
    baseHash: header.baseHash ?? '',
    sumMessage: bytesOf(header.sumMessage),
    receipt: async () => {
      const head = receiptOf(site, header.ledger);
      if (head !== undefined) await context.sessions.requireNotBehind(head);
      return head;
    },
  };
  return await takerOf(context, offered).take(site, offered, whileAdmitted(chunks(iterator)));
}
