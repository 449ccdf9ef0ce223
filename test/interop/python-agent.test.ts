import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import { type CompiledPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease, longestHonestUpdate } from '@consilium/privacy';
import { siteService, WorkKind } from '@consilium/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPROVAL, Consortium, CONSORTIUM } from '../support/consortium.ts';
import { changedPlan, EXAMPLE, STUDY } from '../support/fault-plans.ts';
import { mustRun, PROGRAMS_MS } from '../support/programs.ts';
import { type AgentEvent, PythonAgent } from '../support/python-agent.ts';
import { MessageRecording } from '../support/recording.ts';
import { type RunInfo, watchToEnd } from '../support/run-watch.ts';

/** Agents of this project. */
const OURS = ['cleveland', 'hungary'] as const;
/** The agent in Python. */
const THEIRS = 'switzerland';
const ROUNDS = 3;

/** Logistic regression with noise that needs no accountant, scored after each round. */
const plan: CompiledPlan = changedPlan(({ sites, privacy }) => ({
  study: STUDY,
  title: 'With a second implementation',
  sites: Object.fromEntries([...OURS, THEIRS].map((site) => [site, sites[site]])),
  strategy: { kind: 'fedavg', learningRate: 0.5, weights: 'public-bucket' },
  privacy: { ...privacy, noiseMultiplier: 2, target: { epsilon: 4, delta: 0.001 } },
  rounds: ROUNDS,
  quorum: { sites: 2, attempts: 2, deadlineSeconds: 600 },
  evaluation: { metrics: ['loss', 'accuracy', 'auc', 'brier'], every: 1 },
}));

const prepared = PythonAgent.prepare();
if ('missing' in prepared) process.stderr.write(`No Python agent takes part in a run here: ${prepared.missing}\n`);

// One story in its order: the agent joins once, and its ledger goes on.
const STORY = { shuffle: false };

describe.skipIf('missing' in prepared)(
  'an agent of another language, written from the .proto files and docs/wire.md',
  STORY,
  () => {
    const agent = prepared as PythonAgent;
    let consortium: Consortium;
    let folder: string;
    let joinString: string;
    let recording: MessageRecording;
    beforeAll(async () => {
      recording = new MessageRecording();
      consortium = await Consortium.create();
      folder = join(consortium.folder, THEIRS);
      await consortium.startCoordinator();
      const path = await consortium.submit(plan);
      for (const site of OURS) {
        const where = ['--folder', consortium.siteFolder(site)];
        await mustRun('site', ['plan', 'approve', path, ...APPROVAL, '--reason', 'interop', ...where]);
      }
      const invited = await mustRun('consilium', ['site', 'invite', THEIRS, '--identity', consortium.operatorFolder]);
      joinString = /consilium-join-1-\S+/.exec(invited)?.[0] ?? '';
    }, PROGRAMS_MS);
    afterAll(async () => {
      await consortium.remove();
      recording.remove();
      agent.remove();
    });

    /** Plays a run with both kinds of agents. */
    async function played(rounds: number, bends: readonly string[]): Promise<{ run: RunInfo; events: readonly AgentEvent[] }> {
      recording.start();
      await consortium.startAgents(OURS);
      recording.stop();
      const data = join(EXAMPLE, `${THEIRS}.csv`);
      const bend = bends.flatMap((what) => ['--bend', what]);
      const running = agent.start('agent.py', [
        'run',
        '--folder',
        folder,
        '--data',
        data,
        '--approve',
        plan.hash,
        '--share-metrics',
        ...bend,
      ]);
      await expect.poll(() => running.all('welcome'), { timeout: PROGRAMS_MS }).toHaveLength(1);
      const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds }));
      await watchToEnd(consortium, run);
      // A watcher gets what changes; this is the whole history.
      const info = (await consortium.research((research) => research.getRun({ run }))) as RunInfo;
      expect([await running.exited, running.stderr]).toEqual([0, '']);
      return { run: info, events: running.events };
    }

    it(
      'joins with a key of the kind that is certified, and with no other',
      async () => {
        for (const [kind, words] of [
          ['ec-p384', 'of the kind ec (secp384r1)'],
          ['ed25519', 'of the kind ed25519'],
          ['rsa-2048', 'RSA of 2048 bits with exponent 65537'],
        ] as const) {
          const wanted = 'wanted is EC on the curve P-256, or RSA of 3072 to 8192 bits with exponent 65537';
          const message = `the certificate request is for a key that is ${words}: ${wanted}`;
          const { code, events } = await agent.run('agent.py', ['join', joinString, '--folder', folder, '--key', kind]);
          expect([code, events]).toEqual([
            1,
            [{ event: 'refused', what: 'join', status: 'INVALID_ARGUMENT', code: 'REQUEST_INVALID', message }],
          ]);
        }
        const { code, events, stderr } = await agent.run('agent.py', ['join', joinString, '--folder', folder]);
        expect([code, stderr]).toEqual([0, '']);
        expect(events).toMatchObject([{ event: 'joined', site: THEIRS, consortium: CONSORTIUM, address: consortium.address }]);
        const { sites } = await consortium.research((research) => research.listSites({}));
        expect(sites?.find(({ site }) => site === THEIRS)).toMatchObject({ keys: [events[0]?.['key']] });
      },
      PROGRAMS_MS,
    );

    it(
      'is counted in every round, and every round is the sum of what the three have sent',
      async () => {
        const { run, events } = await played(ROUNDS, [
          'hash',
          'upper-case',
          'chunk',
          'gap',
          'short',
          'plan',
          'model',
          'no-mac',
          'metrics',
        ]);
        expect(run).toMatchObject({ state: 'completed', closedRounds: ROUNDS });
        const rounds = run.roundInfos ?? [];
        for (const { attempt, participants } of rounds)
          expect([attempt, participants?.map(({ site, state }) => [site, state])]).toEqual([
            1,
            [...OURS, THEIRS].map((site) => [site, 'counted']),
          ]);
        await consortium.stopAll();

        const counted = events.filter((one): one is Counted => one.event === 'counted');
        expect(counted.map(({ round }) => round)).toEqual([1, 2, 3]);
        const parameters = releaseParameters(plan);
        if (parameters === undefined) throw new Error('the plan has privacy');
        const { grid } = deriveRelease(parameters);
        const patients = plan.siteIds.reduce((sum, site) => sum + (plan.document.sites[site]?.patients ?? 0), 0);
        const ours = sentByOurs(recording);
        let model: Float32Array = new Float32Array(plan.manifest.parameters);
        for (const [i, { round, base, update }] of counted.entries()) {
          expect(sha256Hex(new Uint8Array(model.buffer))).toBe(base);
          const theirs = wordsOf(Buffer.from(update, 'hex'));
          // Noise of so many grid units is in there, and nothing is longer than noise and clipped gradients.
          expect(norm(theirs)).toBeGreaterThan(grid.noiseStd);
          expect(norm(theirs)).toBeLessThan(longestHonestUpdate(grid));
          const words = [theirs, ...(ours.get(round) ?? [])];
          expect(words).toHaveLength(3);
          model = model.map((weight, at) => {
            const sum = words.reduce((total, term) => (total + (term[at] ?? 0)) | 0, 0);
            // A gradient points uphill; what it is divided by is public: the sampling rate times the patients of the plan.
            return weight + 0.5 * ((sum / grid.scale) * (-1 / (0.3 * patients)));
          });
          expect([round, sha256Hex(new Uint8Array(model.buffer))]).toEqual([rounds[i]?.round, rounds[i]?.modelHash]);
        }
        expect(run.modelHash).toBe(sha256Hex(new Uint8Array(model.buffer)));
        expect(events.filter(({ event }) => event === 'receipt').map(({ update }) => update)).toEqual(
          expect.arrayContaining(counted.map(({ update }) => sha256Hex(Buffer.from(update, 'hex')))),
        );
        // In words of the catalogue, with what is wanted; none of it has ended the site's part.
        expect(refusals(events)).toEqual([
          ['hash', 'DATA_LOSS', 'UPDATE_CORRUPT', 'the update received does not have its announced SHA-256'],
          [
            'upper-case',
            'INVALID_ARGUMENT',
            'MESSAGE_INVALID',
            'the message has no SHA-256, 64 hex digits in lower case, where it needs one',
          ],
          ['chunk', 'INVALID_ARGUMENT', 'MESSAGE_INVALID', 'a chunk has at most 1048576 bytes, the one at byte 0 has 2097152'],
          ['gap', 'DATA_LOSS', 'UPDATE_CORRUPT', 'expected the chunk at byte 0, got the one at 4'],
          ['short', 'DATA_LOSS', 'UPDATE_CORRUPT', expect.stringMatching(/^the upload ended after \d+ of \d+ bytes$/)],
          ['plan', 'FAILED_PRECONDITION', 'UPDATE_STALE', 'the update was made for another plan'],
          ['model', 'FAILED_PRECONDITION', 'UPDATE_STALE', 'the update was made from another model'],
          [
            'no-mac',
            'INVALID_ARGUMENT',
            'MESSAGE_INVALID',
            'the message has no SHA-256, 64 hex digits in lower case, where it needs one',
          ],
          [
            'metrics',
            'INVALID_ARGUMENT',
            'MESSAGE_INVALID',
            expect.stringContaining('the metrics are not those that the plan asks for: the whole: Unrecognized key: "comment"'),
          ],
        ]);
        const said = rounds.map(({ participants }) => participants?.find(({ site }) => site === THEIRS));
        expect(said[0]).toMatchObject({ metricsJson: '', scoresDeclined: { code: 'MESSAGE_INVALID' } });
        expect(said.slice(1).map((one) => JSON.parse(one?.metricsJson ?? ''))).toEqual(
          events.filter(({ event }) => event === 'scored').map(({ metrics }) => metrics),
        );
      },
      PROGRAMS_MS,
    );

    it.each([
      [
        'ledger',
        'LEDGER_ROLLED_BACK',
        /^the ledger of cardiology has come further: switzerland has shown entry \d+, and now shows entry \d+; a head never falls$/,
      ],
      ['encoding', 'UPDATE_WRONG_SHAPE', /^the update of switzerland has encoding 2, those of this plan have 1$/],
    ])(
      'with a bent %s is rejected by name, and the run goes on without it',
      async (what, code, words) => {
        await consortium.startCoordinator();
        const { run, events } = await played(1, [what]);
        await consortium.stopAll();
        expect(run).toMatchObject({ state: 'completed' });
        expect(refusals(events)).toEqual([[what, expect.any(String), code, expect.stringMatching(words)]]);
        // What comes after it is not taken either.
        expect(events.find(({ event }) => event === 'not-counted')).toMatchObject({ code: 'UPDATE_UNEXPECTED' });
        expect(run.roundInfos?.[0]?.participants?.find(({ site }) => site === THEIRS)).toMatchObject({
          state: 'rejected',
          problem: { code },
        });
      },
      PROGRAMS_MS,
    );
  },
);

/** What the agent in Python has sent and the coordinator counted. */
type Counted = AgentEvent & { readonly round: number; readonly base: string; readonly update: string };

/** What was refused, in which words. */
function refusals(events: readonly AgentEvent[]): readonly unknown[][] {
  return events
    .filter(({ event }) => event === 'refused')
    .map(({ what, status, code, message }) => [what, status, code, message]);
}

/** Updates that agents of this project have sent for training, by round, as they left. */
function sentByOurs(recording: MessageRecording): ReadonlyMap<number, readonly Int32Array[]> {
  const { request } = siteService.methods.putUpdate;
  const open = new Map<string, { readonly round: number; readonly pieces: Uint8Array[] }>();
  for (const event of recording.events()) {
    if (event.op !== 'send' || event.method !== '/consilium.v1.SiteService/PutUpdate') continue;
    const call = `${event.pid}.${event.call}`;
    const { header, chunk } = request.decode(event.content);
    if (header?.key?.kind === WorkKind.WORK_KIND_TRAINING) open.set(call, { round: header.key.round ?? 0, pieces: [] });
    if (chunk?.data) open.get(call)?.pieces.push(chunk.data);
  }
  const sent = new Map<number, Int32Array[]>();
  for (const { round, pieces } of open.values()) sent.set(round, [...(sent.get(round) ?? []), wordsOf(Buffer.concat(pieces))]);
  return sent;
}

function wordsOf(bytes: Buffer): Int32Array {
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32LE(4 * i));
}

function norm(words: Int32Array): number {
  return Math.hypot(...words);
}
