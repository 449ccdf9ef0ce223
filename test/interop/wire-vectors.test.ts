import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, isConsiliumError, type Json, seededRandom, sha256Hex, uniform53 } from '@consilium/core';
import { aggregationWeights, type CompiledPlan, readPlan, releaseParameters } from '@consilium/plan';
import { decodeSum, deriveRelease, encodeUpdate, type Grid, longestHonestUpdate } from '@consilium/privacy';
import { createCertificates, TestConsortium, testPlan, threeSitePlan } from '@consilium/testing';
import { writeJoinString } from '@consilium/trust';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXAMPLE } from '../support/fault-plans.ts';

const VECTORS = join(import.meta.dirname, '../fixtures/wire.json');
const CHECKER = join(import.meta.dirname, 'python-agent/wire_vectors.py');
const NOISE = join(import.meta.dirname, 'python-agent/noise_check.py');

let bench: TestConsortium;
let folder: string;
beforeAll(async () => {
  bench = await TestConsortium.open(await createCertificates());
  folder = mkdtempSync(join(tmpdir(), 'consilium-interop-'));
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Texts and numbers whose one form is easily missed. */
const VALUES: readonly Json[] = [
  { b: 1, a: [true, null, 'x'], '\u{1f600}': 1, '\uffee': 2, é: 3, '': 4, A: 5 },
  ['\u0000\u001f\u007f\b\t\n\f\r"\\/', 'é \u{1f600} \u2028'],
  [
    0,
    -0,
    1,
    -1,
    0.1,
    1 / 3,
    100,
    1e20,
    123456789012345680000,
    1e21,
    1.5e300,
    1e-6,
    1e-7,
    1.234e-8,
    5e-324,
    4294967296.5,
    9007199254740993,
  ],
];

/** Plans that state their noise, and what follows from each. */
const PLANS: Readonly<Record<string, CompiledPlan>> = {
  'dp-fedsgd': testPlan('dp-fedsgd', {
    privacy: { mechanism: 'dp-fedsgd', clip: 1, noiseMultiplier: 1.5, target: { epsilon: 8, delta: 0.001 } },
  }),
  'dp-fedavg': testPlan('dp-fedavg', {
    privacy: { mechanism: 'dp-fedavg', clip: 0.3, noiseMultiplier: 4.25, target: { epsilon: 8, delta: 0.001 } },
  }),
  'dp-sgd': testPlan('dp-sgd', {
    privacy: { mechanism: 'dp-sgd', clip: 2.5, noiseMultiplier: 3, target: { epsilon: 8, delta: 0.001 } },
  }),
  none: testPlan('none'),
};

/** What the coordinator wants of an update, as it says itself to a site that sends something else. */
async function wantedEncoding(plan: CompiledPlan): Promise<number> {
  await bench.run(plan);
  const [north] = await bench.sites('north');
  const task = await north.task(1);
  const sent = new Int32Array((task.baseBytes ?? 0) / 4);
  const error: unknown = await north.upload(task, sent, { encoding: 0 }).catch((thrown: unknown) => thrown);
  const [, wanted] = /has encoding 0, those of this plan have (\d)$/.exec(isConsiliumError(error) ? error.message : '') ?? [];
  return Number(wanted);
}

async function planVector(plan: CompiledPlan): Promise<Json> {
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const parts: Record<string, Json> = {};
  for (const site of plan.siteIds) parts[site] = { ...aggregationWeights(plan, site) };
  return {
    json: plan.json,
    hash: plan.hash,
    parameters: plan.manifest.parameters,
    encoding: await wantedEncoding(plan),
    sites: parts,
    ...(release === undefined ? {} : { grid: gridVector(release.grid) }),
  };
}

function gridVector(grid: Grid): Json {
  const { scale, clipUnits, noiseStd } = grid;
  return { scale, clipUnits, noiseStd, longest: longestHonestUpdate(grid) };
}

/** Vectors within and beyond the clip, and their integers before noise. */
function encodedVectors(plan: CompiledPlan): Json {
  const parameters = releaseParameters(plan);
  if (parameters === undefined) throw new Error('the plan has privacy');
  const { grid } = deriveRelease(parameters);
  // Noise is drawn, so that a vector with it can be known to nobody; the way to the grid is the same without.
  const silent = { ...grid, noiseStd: 0 };
  const random = seededRandom('wire vectors');
  const draw = (size: number): Float32Array =>
    Float32Array.from({ length: grid.dimension }, () => size * (2 * uniform53(random) - 1));
  const cases = [0, 1e-9, 0.01, 0.2, 1, 40].flatMap((size) => [1, 0.5].map((weight) => ({ vector: draw(size), weight })));
  const words = cases.map(({ vector, weight }) => encodeUpdate(vector, silent, { weight, noise: 'none' }, random));
  const large = Int32Array.from(words.at(-1) ?? [], (word) => 2 ** 31 - 1 - Math.abs(word % 1000));
  const terms = [large, large, ...words];
  const sum = terms[0]?.map((_, i) => terms.reduce((total, term) => (total + (term[i] ?? 0)) | 0, 0)) ?? new Int32Array();
  const decoded = new Float64Array(sum.length);
  decodeSum(sum, grid, decoded);
  return {
    clip: grid.clip,
    vectors: cases.map(({ vector, weight }, i) => ({
      vector: [...vector],
      weight,
      words: [...(words[i] ?? [])],
      bytes: hexOf(words[i]),
    })),
    sum: { terms: terms.map(hexOf), bytes: hexOf(sum), decoded: [...decoded] },
  };
}

function hexOf(words: Int32Array | undefined): string {
  return words === undefined ? '' : Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('hex');
}

/** The chunks in which content of more than two of them travels. */
async function chunkVector(): Promise<Json> {
  await bench.run(
    threeSitePlan({
      layers: [
        { type: 'dense', units: 150_000 },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
    }),
  );
  const [north] = await bench.sites('north');
  const task = await north.task(1);
  const chunks: Json[] = [];
  for await (const { offset, data } of north.client.getBlob({ hash: task.baseHash ?? '', offset: 5 }))
    chunks.push({ offset: offset ?? 0, bytes: data?.length ?? 0 });
  return { bytes: task.baseBytes ?? 0, from: 5, chunks };
}

async function vectors(): Promise<Json> {
  const example = readPlan(join(EXAMPLE, 'study.yaml'));
  const token = Uint8Array.from({ length: 20 }, (_, i) => i);
  const invitation = {
    consortium: 'cardio',
    site: 'st-mary.2',
    address: '[2001:db8::1]:8443',
    authorityFingerprint: 'ab'.repeat(32),
  };
  const { site, ...where } = invitation;
  const plans: Record<string, Json> = {};
  for (const [mechanism, plan] of Object.entries(PLANS)) plans[mechanism] = await planVector(plan);
  const dpFedavg = PLANS['dp-fedavg'];
  if (dpFedavg === undefined) throw new Error('there is such a plan');
  return {
    about: 'Known answers of docs/wire.md, made by the code of this repository; test/interop/wire-vectors.test.ts compares them.',
    canonical: [...VALUES, JSON.parse(example.json) as Json].map((value) => {
      const text = canonicalJson(value);
      return { value, text, hash: sha256Hex(text) };
    }),
    join: {
      ...invitation,
      token: Buffer.from(token).toString('hex'),
      string: writeJoinString({ ...where, kind: 'site', id: site, token }),
    },
    plans,
    encoded: encodedVectors(dpFedavg),
    chunks: await chunkVector(),
  };
}

function check(path: string): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', CHECKER, path], { encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

it('known answers of the wire are what this code says', async () => {
  await expect(`${JSON.stringify(await vectors(), null, 1)}\n`).toMatchFileSnapshot(VECTORS);
});

it('a program in another language comes to the same', () => {
  expect(check(VECTORS)).toEqual({ status: 0, text: expect.stringMatching(/^\d+ statements hold\n$/) });
});

it('and sees what is changed', () => {
  const text = readFileSync(VECTORS, 'utf8');
  const path = join(folder, 'changed.json');
  const hex = [...text.matchAll(/"[0-9a-f]{16,}"/g)].map(({ index, 0: { length } }) => index + (length >> 1));
  const numbers = /"(?:scale|clipUnits|noiseStd|longest|offset|encoding|parameters|denominator)": (?=\d)/g;
  const digits = [...hex, ...[...text.matchAll(numbers)].map(({ index, 0: { length } }) => index + length)];
  expect(digits.length).toBeGreaterThan(60);
  for (let i = 0; i < digits.length; i += 4) {
    const at = digits[i] ?? 0;
    writeFileSync(path, `${text.slice(0, at)}${text[at] === '7' ? '8' : '7'}${text.slice(at + 1)}`);
    expect([at, check(path).status]).toEqual([at, 1]);
  }
});

it('the noise of the agent in Python is the discrete Gaussian', () => {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', NOISE], { encoding: 'utf8' });
  expect({ status, text: `${stdout}${stderr}` }).toEqual({
    status: 0,
    text: expect.stringMatching(/^std 0\.8: chi-square \S+ at 8 degrees\nstd 3\.7: chi-square \S+ at 30 degrees\n$/),
  });
});
