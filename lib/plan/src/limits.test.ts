import { ConsiliumError, canonicalJson, type Json, sha256Hex } from '@consilium/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlan, planFromJson } from './compile.ts';
import {
  MAX_ATTEMPTS,
  MAX_FEATURES,
  MAX_LEARNING_RATE,
  MAX_LOCAL_EPOCHS,
  MAX_LOCAL_STEPS,
  MAX_NOISED_STEPS,
  MAX_PARAMETERS,
  MAX_PLAN_BYTES,
  MIN_DIVISOR,
} from './limits.ts';
import { PLAN_EXAMPLE } from './plan-example.ts';

type Fields = Record<string, Json>;

const EXAMPLE = JSON.parse(parsePlan(PLAN_EXAMPLE).json) as Fields;

/** The example with other sections. */
function plan(change: Fields): Fields {
  return { ...EXAMPLE, ...change };
}

/** What became of a plan that came over the wire: its hash, or the words with which it was refused. */
function received(written: Json): string {
  return receivedText(canonicalJson(written));
}

function receivedText(json: string): string {
  try {
    return planFromJson(json, sha256Hex(json)).hash;
  } catch (error) {
    if (error instanceof ConsiliumError && error.code === 'PLAN_INVALID') return error.message;
    throw error;
  }
}

/** Seconds of processor time, of all threads. */
function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const wide = (features: number, range: Json = [0, 20]): Fields =>
  plan({
    data: {
      patientId: 'id',
      target: { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] },
      features: Object.fromEntries(
        Array.from({ length: features }, (_, i) => [
          `ENSG${String(i).padStart(11, '0')}`,
          { kind: 'number', unit: 'log2 TPM', range },
        ]),
      ),
    },
    evaluation: {},
    training: { loss: 'binary-crossentropy', samplingRate: 0.3 },
    privacy: { mechanism: 'dp-fedsgd', clip: 1, target: { epsilon: 8, delta: 0.0005 } },
    strategy: { kind: 'fedavg', weights: 'public-bucket' },
    model: { layers: [{ type: 'dense', units: 1, activation: 'sigmoid', initializer: 'zeros' }] },
  });

describe('a plan that asks for endless work is refused or done within two seconds of processor time', () => {
  const keys = (count: number): Fields => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]));
  const cases: readonly (readonly [string, () => string, RegExp])[] = [
    ['24,000 unknown keys', () => received(keys(24_000)), /k0: there is no such field[^]*\nand 23990 more$/],
    ['24,000 unknown keys in a plan', () => received(plan(keys(24_000))), /there is no such field[^]*\nand 23980 more$/],
    ['features as many as a genome has', () => received(wide(20_000)), /^[0-9a-f]{64}$/],
    ['60,000 features', () => received(wide(60_000)), /larger than 3145728 bytes/],
    ['too many short features', () => received(wide(MAX_FEATURES + 1, [0, 1])), /at most 40000 features/],
    ['20,000 features that are all wrong', () => received(wide(20_000, [1, 0])), /\nand 19980 more$/],
    [
      '100,000 codes',
      () =>
        received(
          plan({
            data: {
              patientId: 'id',
              target: { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] },
              features: { ward: { kind: 'category', codes: Array.from({ length: 100_000 }, (_, i) => `c${i}`) } },
            },
          }),
        ),
      /data\.features\.ward\.codes: /,
    ],
    ['a million brackets', () => receivedText('['.repeat(1_000_000) + ']'.repeat(1_000_000)), /nested deeper than 32 levels/],
    ['a million open objects', () => receivedText('{"a":'.repeat(500_000)), /it is not JSON/],
    [
      '10^12 parameters',
      () =>
        received({
          ...wide(2),
          model: {
            layers: [
              { type: 'dense', units: 1_000_000 },
              { type: 'dense', units: 1_000_000 },
              { type: 'dense', units: 1, activation: 'sigmoid' },
            ],
          },
        }),
      /model\.layers\.1: the model has 1000005000001 parameters, most of them here; a model has at most 100000000/,
    ],
    [
      '10^9 attempts',
      () => received(plan({ quorum: { sites: 1, attempts: 1e9 } })),
      /quorum\.attempts: found 1000000000; it must be at most 20/,
    ],
    [
      'a deadline of a microsecond',
      () => received(plan({ quorum: { sites: 1, deadlineSeconds: 1e-6 } })),
      /deadlineSeconds: .*at least 1/,
    ],
    ['10^9 rounds', () => received(plan({ rounds: 1e9 })), /rounds: .*at most 100000/],
    [
      '10^9 steps',
      () => received(plan({ training: { loss: 'binary-crossentropy', localSteps: 1e9 } })),
      /training\.localSteps: .*at most 100000/,
    ],
  ];

  it.each(cases)('%s', (_name, run, outcome) => {
    let words = '';
    expect(cpuSeconds(() => (words = run()))).toBeLessThan(2);
    expect(words).toMatch(outcome);
    expect(words.length).toBeLessThan(10_000);
  });

  it('as YAML too: aliases, nesting and length are bounded', () => {
    const refused = (text: string): string => {
      try {
        parsePlan(text, 'p');
        return 'accepted';
      } catch (error) {
        return error instanceof ConsiliumError && error.code === 'PLAN_INVALID' ? error.message : String(error);
      }
    };
    const seconds = cpuSeconds(() => {
      expect(refused('['.repeat(100_000))).toMatch(/^p:1:\d+: it is nested too deeply$/);
      expect(refused('- '.repeat(100_000))).toMatch(/^p:1:\d+: it is nested too deeply$/);
      expect(refused(`a: ${' '.repeat(5_000_000)}`)).toBe('p:1:1: it is longer than 4194304 characters');
      const many = Array.from({ length: 2000 }, (_, i) => `k${i}: *a`).join('\n');
      expect(refused(`a: &a 1\n${many}`)).toMatch(/^p:102:\d+: more than 100 aliases$/);
    });
    expect(seconds).toBeLessThan(2);
  });
});

const stepping = (learningRate: number): Fields => ({
  ...wide(1),
  privacy: { mechanism: 'none' },
  training: { loss: 'binary-crossentropy', localEpochs: 1, optimizer: { kind: 'sgd', learningRate } },
});

describe('limits', () => {
  const fits: readonly (readonly [string, Fields, Fields])[] = [
    ['attempts', { quorum: { sites: 1, attempts: MAX_ATTEMPTS } }, { quorum: { sites: 1, attempts: MAX_ATTEMPTS + 1 } }],
    ['a learning rate of sites', stepping(MAX_LEARNING_RATE), stepping(1e38)],
    [
      'a learning rate of the coordinator',
      { strategy: { kind: 'fedavg', weights: 'public-bucket', learningRate: MAX_LEARNING_RATE } },
      { strategy: { kind: 'fedavg', weights: 'public-bucket', learningRate: 2 * MAX_LEARNING_RATE } },
    ],
    [
      'a divisor of adaptive steps',
      { strategy: { kind: 'fedyogi', weights: 'public-bucket', tau: MIN_DIVISOR } },
      { strategy: { kind: 'fedyogi', weights: 'public-bucket', tau: MIN_DIVISOR / 10 } },
    ],
    ['a deadline', { quorum: { sites: 1, deadlineSeconds: 1 } }, { quorum: { sites: 1, deadlineSeconds: 0.999 } }],
  ];
  it.each(fits)('%s may be as large as the limit', (_name, within, beyond) => {
    expect(received(plan(within))).toMatch(/^[0-9a-f]{64}$/);
    expect(received(plan(beyond))).not.toMatch(/^[0-9a-f]{64}$/);
  });

  const local = (mechanism: string, rounds: number, training: Fields): Fields => ({
    ...wide(1),
    rounds,
    privacy: { mechanism, clip: 1, target: { epsilon: 1, delta: 0.0005 } },
    training: { loss: 'binary-crossentropy', optimizer: { kind: 'sgd', learningRate: 0.1 }, ...training },
  });

  it('the steps of a run, and those of a round', () => {
    const steps = (rounds: number, localSteps: number): string =>
      received(local('dp-sgd', rounds, { samplingRate: 0.1, localSteps }));
    expect(steps(MAX_NOISED_STEPS / MAX_LOCAL_STEPS, MAX_LOCAL_STEPS)).toMatch(/^[0-9a-f]{64}$/);
    expect(steps(MAX_NOISED_STEPS / MAX_LOCAL_STEPS + 1, MAX_LOCAL_STEPS)).toMatch(/a run of 10100000 noised steps/);
    expect(received(local('dp-fedavg', 1, { localEpochs: MAX_LOCAL_EPOCHS }))).toMatch(/^[0-9a-f]{64}$/);
    expect(received(local('dp-fedavg', 1, { localEpochs: MAX_LOCAL_EPOCHS + 1 }))).toMatch(/training\.localEpochs: /);
  });

  it('a model of as many parameters as the limit', () => {
    // One input: kernel and bias of the first layer, kernel and bias of the second.
    const initializer = 'glorot-uniform';
    const units = (first: number): Fields => ({
      ...wide(1),
      model: {
        layers: [
          { type: 'dense', units: first, initializer },
          { type: 'dense', units: 99, useBias: false, initializer },
          { type: 'dense', units: 1, activation: 'sigmoid', useBias: false, initializer },
        ],
      },
    });
    const largest = Math.floor((MAX_PARAMETERS - 99) / 101);
    expect(received(units(largest))).toMatch(/^[0-9a-f]{64}$/);
    expect(received(units(largest + 1))).toMatch(/model\.layers\.1: the model has/);
  });

  it('bytes of a plan, counted as UTF-8', () => {
    const codes = Array.from({ length: 10_000 }, (_, i) => `${'é'.repeat(95)}${String(i).padStart(5, '0')}`);
    const features = (count: number): Fields => ({
      ...wide(1),
      data: {
        patientId: 'id',
        target: { kind: 'binary', column: 'ill', positive: ['yes'], negative: ['no'] },
        features: Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, { kind: 'category', codes }])),
      },
    });
    expect(received(features(1))).toMatch(/^[0-9a-f]{64}$/);
    const long = canonicalJson(features(2));
    expect(long.length).toBeLessThan(MAX_PLAN_BYTES);
    expect(received(features(2))).toMatch(/larger than/);
    expect(() => parsePlan(long)).toThrow(/larger than/);
  });
});

describe('what nobody sees is not in a plan', () => {
  const unseen = fc.constantFrom(
    '\u0000',
    '\t',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u200b',
    '\u200d',
    '\u202e',
    '\u2066',
    '\u2028',
    '\u2029',
    '\u00ad',
    '\ufeff',
    '\u{e0041}',
    '\ue000',
    '\ufe0f',
    '\u3164',
  );
  const name = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const DATA = EXAMPLE['data'] as Fields;

  /** Every way to a text of the example. */
  function texts(value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
    if (typeof value === 'string') return [path];
    if (typeof value !== 'object' || value === null) return [];
    const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    return members.flatMap(([key, inside]) => texts(inside as Json, [...path, key]));
  }

  /** The value with the text at the end of the path changed. */
  function at(value: Json, [key, ...rest]: readonly (string | number)[], change: (text: string) => string): Json {
    if (key === undefined) return change(value as string);
    if (Array.isArray(value)) return value.map((item: Json, i) => (i === key ? at(item, rest, change) : item));
    const fields = value as Fields;
    return { ...fields, [key]: at(fields[key] as Json, rest, change) };
  }

  it('in any text', () => {
    const places = texts(EXAMPLE);
    expect(places.length).toBeGreaterThan(20);
    fc.assert(
      fc.property(fc.constantFrom(...places), unseen, fc.nat(), (path, character, where) => {
        const words = received(
          at(
            EXAMPLE,
            path,
            (text) => text.slice(0, where % (text.length + 1)) + character + text.slice(where % (text.length + 1)),
          ),
        );
        expect(words).toBe(
          `${words.split(' ').slice(0, 2).join(' ')} ${path.join('.')}: the text holds the unseen character ${name(character)}`,
        );
      }),
    );
  });

  it('in the name of a field, whose characters the message does not repeat', () => {
    fc.assert(
      fc.property(unseen, (character) => {
        const features = { ...(DATA['features'] as Fields), [`a${character}ge`]: { kind: 'number', unit: '1', range: [0, 1] } };
        const words = received(plan({ data: { ...DATA, features } }));
        expect(words).toContain(` data.features: the name of a field holds the unseen character ${name(character)}`);
        expect(words).not.toContain(character);
      }),
    );
  });

  it('half a surrogate pair, on the wire and in a file', () => {
    for (const half of ['\\ud800', '\\udc00x']) {
      expect(receivedText(canonicalJson(plan({ title: 'HALF' })).replace('HALF', half))).toMatch(
        /title: the text holds the unseen character U\+D[8C]00/,
      );
      expect(() => parsePlan(JSON.stringify(plan({ title: 'HALF' })).replace('HALF', half))).toThrow(/title: the text holds/);
    }
  });

  it('a title is one line, a description may have several', () => {
    expect(received(plan({ title: 'a\nb' }))).toMatch(/title: the text holds the unseen character U\+000A: it is one line/);
    expect(received(plan({ description: 'a\nb' }))).toMatch(/^[0-9a-f]{64}$/);
    expect(received(plan({ description: 'a\rb' }))).toMatch(/description: the text holds the unseen character U\+000D/);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('a field called %s is an error, wherever it stands', (magic) => {
    const feature = '{"kind":"number","range":[0,1],"unit":"1"}';
    const json = canonicalJson(plan({ data: { ...DATA, features: { MAGIC: 1, ...(DATA['features'] as Fields) } } }));
    const words = receivedText(json.replace('"MAGIC":1', `"${magic}":${feature}`));
    expect(words).toContain(`data.features.${magic}: no field may have this name`);
    expect(() => parsePlan(PLAN_EXAMPLE.replace('  features:', `  features:\n    ${magic}: ${feature}`), 'p')).toThrow(
      `data.features.${magic}: no field may have this name`,
    );
  });
});
