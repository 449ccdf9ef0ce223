import { sha256Hex } from '@consilium/core';
import { NOTHING_REMEMBERED, recordedStep, serverStepFromBytes } from '@consilium/plan';
import {
  checkTranscript,
  checkWords,
  contextOf,
  decodeTranscript,
  decodeWord,
  encodeWord,
  NO_PARENT,
  PHASES,
  type Transcript,
  transcriptMessage,
} from '@consilium/secure-sum';
import {
  createCertificates,
  fourSitePlan,
  MaskedSite,
  rosterKey,
  settled,
  type TestCertificates,
  TestConsortium,
  testRoster,
} from '@consilium/testing';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ModelRetention } from '../rounds/model-retention.ts';

const SITES = ['east', 'north', 'south', 'west'] as const;
const ROSTER = testRoster(SITES);

let certificates: TestCertificates;
let bench: TestConsortium;
let run: string;
let sites: readonly MaskedSite[];
beforeAll(async () => {
  certificates = await createCertificates();
});
afterEach(async () => await bench.close());

async function start(keepModels: ModelRetention = 'newest'): Promise<void> {
  bench = await TestConsortium.open(certificates, { wire: 'memory', sites: SITES, roster: ROSTER, keepModels });
  const plan = fourSitePlan({ rounds: 2, honest: 2, every: 1 });
  run = await bench.run(plan);
  const fakes = await bench.sites(...SITES);
  sites = fakes.map((fake, i) => new MaskedSite(fake, { id: SITES[i] ?? '', plan, roster: ROSTER }));
}

async function playRound(round: number): Promise<void> {
  for (const phase of PHASES) for (const site of sites) await site.say(phase, Int32Array.of(1000 * round, -2000, 3000), round);
  await settled();
}

async function score(round: number): Promise<void> {
  for (const { fake } of sites) await fake.declineScores(round);
  await settled();
}

async function content(hash: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const { data } of bench.research.getModel({ hash })) parts.push(Uint8Array.from(data));
  return Buffer.concat(parts);
}

async function transcriptOf(round: number): Promise<{ readonly hash: string; readonly transcript: Transcript }> {
  const { transcriptHash: hash } = await bench.research.getTranscript({ run, round });
  return { hash, transcript: decodeTranscript(await content(hash)) };
}

/** What a site signs of a transcript, by somebody's key. */
function wordFor(site: string, { hash, transcript }: Awaited<ReturnType<typeof transcriptOf>>, key = site): Uint8Array {
  const { terms, sumHash, modelHash } = transcript;
  const signer = { site, context: contextOf(terms), key: rosterKey(key) };
  const transcriptHash = Buffer.from(hash, 'hex');
  return encodeWord(transcriptMessage.signed(signer, { site, transcriptHash, sumHash, modelHash }));
}

function sign(site: MaskedSite | undefined, word: Uint8Array, round = 1): void {
  site?.fake.send({ transcriptSigned: { key: { run, round, attempt: 1 }, word } });
}

describe('a round under masks', () => {
  it('leaves a transcript that holds, from which its model is made again, and which is the parent of the next', async () => {
    await start();
    await playRound(1);
    const { hash, transcript } = await transcriptOf(1);
    expect(checkTranscript(transcript)).toHaveLength(5);
    expect(transcript.terms).toMatchObject({ run, round: 1, attempt: 1, parent: NO_PARENT });
    const { baseHash, sumHash, beforeHash } = await bench.research.getTranscript({ run, round: 0 });
    const parts = { base: await content(baseHash), sum: await content(sumHash), before: await content(beforeHash) };
    expect(parts.before).toEqual(Buffer.from(NOTHING_REMEMBERED));
    const { step, terms, modelHash } = transcript;
    const { model } = serverStepFromBytes(recordedStep(step, 1), parts, terms.scale);
    expect([...model]).toEqual(await bench.model(run));
    expect((await bench.info(run)).modelHash).toBe(Buffer.from(modelHash).toString('hex'));
    await score(1);
    expect(await sites[0]?.fake.task(2)).toMatchObject({ maskedSum: { parent: hash } });
    await playRound(2);
    const second = await transcriptOf(2);
    expect(second.transcript.terms).toMatchObject({ parent: hash, baseHash: Buffer.from(modelHash).toString('hex') });
  });

  it('is named to all its sites, before they are asked for scores', async () => {
    await start();
    await playRound(1);
    const { hash, transcript } = await transcriptOf(1);
    for (const { fake } of sites) {
      const [told] = fake.all('sumPublished');
      expect(told).toMatchObject({ key: { run, round: 1, attempt: 1 }, transcriptHash: hash });
      expect(told?.transcriptBytes).toBe((await content(hash)).length);
      // Both are short here: nobody need fetch them.
      expect(told?.contents?.map((one) => sha256Hex(one))).toEqual([hash, Buffer.from(transcript.sumHash).toString('hex')]);
    }
  });

  it('keeps the words of sites, each once, and no others', async () => {
    await start();
    await playRound(1);
    const made = await transcriptOf(1);
    const [east, north, south, west] = sites;
    sign(east, wordFor('east', made));
    sign(east, wordFor('east', made));
    sign(north, wordFor('east', made));
    sign(south, wordFor('south', made, 'west'));
    sign(west, wordFor('west', { ...made, hash: '0'.repeat(64) }));
    sign(west, Buffer.from('no word'));
    sign(west, wordFor('west', made), 7);
    sign(south, new Uint8Array(100_000));
    await settled();
    const words = async (): Promise<readonly string[]> =>
      (await bench.research.getTranscript({ run, round: 1 })).words.map((word) => decodeWord(word).site);
    expect(await words()).toEqual(['east']);
    expect(bench.logged.join('')).toMatch(/TRANSCRIPT_INVALID/);
    // However many words are wrong, they do not fill the disk.
    for (let again = 0; again < 60; again++) sign(west, Buffer.from('no word'));
    await settled();
    const lines = bench.logged.filter(
      (line) => line.includes('"siteId":"west"') && /MESSAGE_INVALID|TRANSCRIPT_INVALID/.test(line),
    );
    expect(lines).toHaveLength(6);
    for (const site of sites.slice(1)) sign(site, wordFor(site.id, made));
    await settled();
    expect(await words()).toEqual([...SITES]);
    const { words: kept } = await bench.research.getTranscript({ run, round: 1 });
    expect(
      checkWords(
        made.transcript,
        kept.map((word) => decodeWord(word)),
      ),
    ).toMatch(/^4 of 4 sites/);
    // Only to those who have not signed, others have.
    await score(1);
    expect((await sites[0]?.fake.task(2))?.maskedSum?.parentWords).toEqual([]);
  });

  it('names the words of others to a site that has not signed', async () => {
    await start();
    await playRound(1);
    const made = await transcriptOf(1);
    for (const site of sites.slice(1)) sign(site, wordFor(site.id, made));
    await settled();
    await score(1);
    const { maskedSum } = (await sites[0]?.fake.task(2)) ?? {};
    expect((maskedSum?.parentWords ?? []).map((word) => decodeWord(word).site)).toEqual(['north', 'south', 'west']);
    expect(maskedSum?.parentBytes).toBe((await content(made.hash)).length);
  });

  it.each([
    ['newest', 0],
    ['all', 3],
  ] as const)('keeps what made its model as models are kept: %s', async (retention, parts) => {
    await start(retention);
    await playRound(1);
    const { baseHash, sumHash, beforeHash } = await bench.research.getTranscript({ run, round: 1 });
    await score(1);
    await playRound(2);
    const kept = await bench.research.getTranscript({ run, round: 1 });
    expect([kept.baseHash, kept.sumHash, kept.beforeHash].filter((hash) => hash !== '')).toHaveLength(parts);
    // The transcript itself stays, over restarts too.
    await bench.restart();
    expect(checkTranscript((await transcriptOf(1)).transcript)).toHaveLength(5);
    for (const hash of [baseHash, sumHash])
      if (retention === 'all') expect((await content(hash)).length).toBeGreaterThan(0);
      else await expect(content(hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    expect(beforeHash).not.toBe('');
  });

  it('goes on from its transcript after a restart, and lets its sites fetch what it names', async () => {
    await start();
    await playRound(1);
    const { hash } = await transcriptOf(1);
    const { sumHash } = await bench.research.getTranscript({ run, round: 1 });
    await bench.restart();
    const fakes = await bench.sites(...SITES);
    for (const [i, site] of sites.entries()) site.rejoin(fakes[i] ?? site.fake);
    // Those who have not signed learn of it again.
    for (const { fake } of sites) {
      await fake.until(() => fake.all('sumPublished').length > 0);
      for (const name of [hash, sumHash]) {
        let length = 0;
        for await (const { data } of fake.client.getBlob({ hash: name, offset: 0 })) length += data.length;
        expect(length).toBeGreaterThan(0);
      }
    }
    await score(1);
    expect(await sites[0]?.fake.task(2)).toMatchObject({ maskedSum: { parent: hash } });
  });

  it('that comes to nothing keeps the parent, and leaves no transcript', async () => {
    await start();
    await playRound(1);
    const { hash } = await transcriptOf(1);
    await score(1);
    const { fake } = sites[0] ?? {};
    for (const site of sites) site.fake.refuse(await site.fake.task(2), 'X', 'away');
    await settled();
    expect(await fake?.task(2, 2)).toMatchObject({ maskedSum: { parent: hash } });
    await expect(bench.research.getTranscript({ run, round: 2 })).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  });
});
