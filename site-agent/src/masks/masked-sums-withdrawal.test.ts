import { secureRandom } from '@consilium/core';
import { initialWeights } from '@consilium/plan';
import { decodeMessage, type SiteMessage, type ToldEvent } from '@consilium/secure-sum';
import { FakeCoordinator, openGate, rosterKey, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Gate } from '../gate/index.ts';
import type { SiteAgent } from '../session/agent.ts';
import { AGENT, fourRoster, maskedPlan, MaskedRound } from '../testing/masked-round.ts';

const key = { run: 'run-a', round: 1, attempt: 1 } as const;
const plan = maskedPlan();
const base = initialWeights(plan.document.model, [plan.inputWidth]);

/** What a site says, in the order in which a sum goes on. */
const WORDS = ['keys', 'shares', 'masked', 'agreement', 'unmask'] as const;
type Word = (typeof WORDS)[number];

let fake: FakeCoordinator;
let site: TestSite;
let agent: SiteAgent;
/** What the hospital has decided. */
let gate: Gate;
let epoch: number;
beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
  epoch = 1;
});
afterEach(async () => await site.dispose());

const allowed = openGate(plan);
/** Of a hospital that has decided about another plan only. */
const other = maskedPlan(2);

/** Ways in which a hospital takes its word back, with the code that the coordinator receives, and back again. */
const WITHDRAWALS: Readonly<Record<string, { readonly code: string; withdraw(): void; allow(): void }>> = {
  'takes the approval back': {
    code: 'PLAN_NOT_APPROVED',
    withdraw: () => void (gate = openGate(other)),
    allow: () => void (gate = allowed),
  },
  'has it expire': {
    code: 'PLAN_NOT_APPROVED',
    withdraw: () => void (gate = openGate(plan, {}, { expiresMs: 1 })),
    allow: () => void (gate = allowed),
  },
  'allows the study no more': {
    code: 'STUDY_NOT_ALLOWED',
    withdraw: () => void (gate = openGate(plan, { allowedStudies: [] })),
    allow: () => void (gate = allowed),
  },
  'takes the data set away': {
    code: 'DATASET_UNKNOWN',
    withdraw: () => agent.catalog.add({ ...agent.catalog.forStudy(plan.document.study), studies: ['another'] }),
    allow: () => {},
  },
  'accepts another roster': {
    code: 'SECURE_SUM_REFUSED',
    withdraw: () => void (epoch = 2),
    allow: () => void (epoch = 1),
  },
};

async function start(): Promise<MaskedRound> {
  gate = allowed;
  const asked = new Proxy({} as Gate, { get: (_, name) => Reflect.get(gate, name) as unknown });
  const started = await site.start(fake, plan, {
    gate: asked,
    random: secureRandom(),
    roster: () => ({ roster: fourRoster({ epoch }), key: rosterKey(AGENT) }),
  });
  agent = started.agent;
  return new MaskedRound(fake, plan, base, key);
}

/** What the site has said of the sum so far, in the order of {@link WORDS}. */
function said(): readonly SiteMessage[] {
  const words = [
    ...fake.said('taskAnswer', key).flatMap(({ sumMessage }) => (sumMessage?.length ? [decodeMessage(sumMessage)] : [])),
    ...fake.arrivals.flatMap(({ header }) => (header.sumMessage?.length ? [decodeMessage(header.sumMessage)] : [])),
    ...fake.received.flatMap(({ sumSaid }) => (sumSaid?.message == null ? [] : [decodeMessage(sumSaid.message)])),
  ];
  return words.sort((a, b) => WORDS.indexOf(a.t as Word) - WORDS.indexOf(b.t as Word));
}

/** Lets the sum go on until the site would say this next. @returns asks it for that */
async function upTo(round: MaskedRound, word: Word): Promise<() => Promise<void>> {
  for (const next of WORDS) {
    const event = next === 'keys' ? undefined : (round.close() as ToldEvent);
    const ask = async (): Promise<void> => await (event === undefined ? round.offer() : round.tell(event));
    if (next === word) return ask;
    await ask();
    await fake.until(() => said().some(({ t }) => t === next));
    if (next === 'masked') await round.upload();
    else round.hear(said().find(({ t }) => t === next) as SiteMessage);
  }
  throw new Error(`no ${word}`);
}

/** Codes with which the site has said no. */
function noes(): readonly unknown[] {
  return [
    ...fake.said('taskAnswer', key).flatMap(({ refusal }) => refusal?.code ?? []),
    ...fake.said('taskFailed', key).map(({ problem }) => problem?.code),
  ];
}

describe.each(Object.keys(WITHDRAWALS))('a hospital that %s', (name) => {
  const way = WITHDRAWALS[name] as (typeof WITHDRAWALS)[string];

  it.each(WORDS)('says no further word of a sum: %s', async (word) => {
    const round = await start();
    const ask = await upTo(round, word);
    way.withdraw();
    await ask();
    await fake.until(() => noes().length > 0);
    expect(noes()).toEqual([way.code]);
    expect(said().map(({ t }) => t)).toEqual(WORDS.slice(0, WORDS.indexOf(word)));
    if (name === 'takes the data set away') return;
    // Nothing was written down either: it may say so after all.
    way.allow();
    await ask();
    await fake.until(() => said().some(({ t }) => t === word));
    expect(said().map(({ t }) => t)).toEqual(WORDS.slice(0, WORDS.indexOf(word) + 1));
  });
});
