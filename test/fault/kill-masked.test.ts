import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom, uniform53 } from '@consilium/core';
import { type consilium, siteService, UpdateEncoding } from '@consilium/proto';
import { checkTranscript, decodeMessage, decodeTranscript, NO_PARENT } from '@consilium/secure-sum';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRun, randomMoments } from '../support/check-run.ts';
import { Consortium } from '../support/consortium.ts';
import { SITES, STUDY } from '../support/fault-plans.ts';
import { maskedFaultPlan, submitApproved, underMasks } from '../support/masked-consortium.ts';
import { PROGRAMS_MS } from '../support/programs.ts';
import type { RecordedEvent } from '../support/recorded-disk.ts';
import { MessageRecording } from '../support/recording.ts';
import { watchToEnd } from '../support/run-watch.ts';

const KILLS = 10;
const ROUNDS = 10;

const plan = maskedFaultPlan(ROUNDS);

let consortium: Consortium;
let recording: MessageRecording;
beforeAll(async () => {
  consortium = await Consortium.create();
  recording = new MessageRecording();
  await underMasks(consortium);
}, PROGRAMS_MS);
afterAll(async () => {
  recording.remove();
  await consortium.remove();
});

/** What one site said of one attempt over all its lives: each kind of message in the words that were heard of it. */
type Said = Map<string, Set<string>>;

function add(said: Said, kind: string, words: string): void {
  said.set(kind, (said.get(kind) ?? new Set()).add(words));
}

/** Everything that agents said of sums of updates and of scores, by site and attempt. */
function saidOfSums(events: readonly RecordedEvent[]): ReadonlyMap<string, Said> {
  const sites = new Map<number, string>();
  const all = new Map<string, Said>();
  const { session, putUpdate } = siteService.methods;
  for (const event of events) {
    if (event.op === 'start') {
      const site = SITES.find((name) => event.args.some((arg) => arg.endsWith(`/${name}`)));
      if (site !== undefined && event.args[0] === 'start') sites.set(event.pid, site);
    }
    if (event.op !== 'send' || !sites.has(event.pid)) continue;
    const of = (key: consilium.v1.AttemptKey.$Properties | null | undefined): Said => {
      const name = `${sites.get(event.pid)} ${key?.round}.${key?.attempt}${key?.kind ? ' scores' : ''}`;
      const said = all.get(name) ?? new Map<string, Set<string>>();
      all.set(name, said);
      return said;
    };
    if (event.method === session.path) {
      const { taskAnswer, sumSaid } = session.request.decode(event.content);
      const key = taskAnswer?.key ?? sumSaid?.key;
      const bytes = taskAnswer?.sumMessage ?? sumSaid?.message ?? new Uint8Array();
      if (bytes.length > 0) add(of(key), decodeMessage(bytes).t, Buffer.from(bytes).toString('hex'));
    } else if (event.method === putUpdate.path) {
      const { header } = putUpdate.request.decode(event.content);
      if (header === undefined || header === null) continue;
      add(of(header.key), 'vector', header.updateHash ?? '');
      add(of(header.key), 'encoding', String(header.encoding));
    }
  }
  return all;
}

/** Every round that was closed has its transcript, which goes on from the one before; killed where it may, there is never one without the other. */
async function requireChain(run: string): Promise<void> {
  await consortium.research(async (research) => {
    let parent = NO_PARENT;
    let base: string | undefined;
    for (let round = 1; round <= ROUNDS; round++) {
      const { transcriptHash: hash } = await research.getTranscript({ run, round });
      const parts: Uint8Array[] = [];
      for await (const { data } of research.getModel({ hash })) parts.push(Uint8Array.from(data));
      const transcript = decodeTranscript(Buffer.concat(parts));
      checkTranscript(transcript);
      const { terms, modelHash } = transcript;
      expect([terms.round, terms.parent, terms.baseHash]).toEqual([round, parent, base ?? terms.baseHash]);
      parent = hash;
      base = Buffer.from(modelHash).toString('hex');
    }
    await expect(research.getTranscript({ run, round: ROUNDS + 1 })).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  });
}

it(
  'a run under masks in which coordinator and agents are killed in turn: it ends, and no site says two things of one sum',
  async () => {
    const random = seededRandom('fault/kill-masked');
    recording.start();
    let coordinator = await consortium.startCoordinator();
    await submitApproved(consortium, plan);
    const agents = new Map(await consortium.startAgents());
    const { run } = await consortium.research((research) => research.startRun({ study: STUDY, rounds: ROUNDS }));
    const moments = randomMoments(KILLS, 1, 4, random);
    let changes = 0;
    let kills = 0;
    const info = await watchToEnd(consortium, run, async () => {
      changes++;
      if (!moments.includes(changes)) return;
      await wait(40 * uniform53(random));
      kills++;
      if (kills % 2 === 1) {
        const site = SITES[Math.floor(uniform53(random) * SITES.length)] as string;
        await agents.get(site)?.kill();
        agents.set(site, consortium.startAgent(site));
      } else {
        await coordinator.kill();
        coordinator = await consortium.startCoordinator();
      }
    });
    expect([info.state, info.problem?.message ?? '', info.closedRounds]).toEqual(['completed', '', ROUNDS]);
    expect(kills).toBe(KILLS);
    await requireChain(run);
    await consortium.stopAll();
    recording.stop();
    const { countedUpdates, openedScores } = checkRun(consortium, run, ROUNDS, plan);
    expect(countedUpdates).toBeGreaterThanOrEqual(ROUNDS * SITES.length);
    // A sum of scores is not tried again: one that a killed site has no part in is withheld.
    expect(openedScores).toBeGreaterThanOrEqual(ROUNDS / 2);
    const said = saidOfSums(recording.events());
    expect(said.size).toBeGreaterThanOrEqual(ROUNDS * SITES.length);
    let opened = 0;
    for (const [where, kinds] of said) {
      for (const [kind, words] of kinds) expect({ where, kind, words: words.size }).toEqual({ where, kind, words: 1 });
      if (kinds.has('encoding'))
        expect([...(kinds.get('encoding') ?? [])]).toEqual([String(UpdateEncoding.UPDATE_ENCODING_MASKED_INT32)]);
      if (kinds.has('unmask')) opened++;
    }
    expect(opened).toBeGreaterThanOrEqual(ROUNDS * (SITES.length - 1));
  },
  PROGRAMS_MS,
);
