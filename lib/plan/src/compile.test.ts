import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConsiliumError, isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { aggregationWeights, parsePlan, planFromJson, readPlan, releaseParameters } from './compile.ts';
import { targetWidth } from './data-dictionary.ts';

const ROOT = join(import.meta.dirname, '../../..');
const EXAMPLE = join(ROOT, 'examples/heart-disease/study.yaml');

/** One field a line, so that lines and columns can be counted. */
const PLAN = `version: 1
study: heart
title: A title
sites:
  north:
    patients: 200
  south:
    patients: 50
data:
  patientId: id
  target:
    kind: binary
    column: ill
    positive: [1, 2]
    negative: [0]
  features:
    age:
      kind: number
      unit: years
      range: [0, 100]
    ward:
      kind: category
      codes: [a, b, c]
model:
  layers:
    - type: dense
      units: 1
      activation: sigmoid
training:
  loss: binary-crossentropy
  samplingRate: 0.5
strategy:
  kind: fedavg
  weights: public-bucket
privacy:
  mechanism: dp-fedsgd
  clip: 1
  target:
    epsilon: 1
    delta: 0.001
rounds: 10
quorum:
  sites: 2
`;

const LOCAL = 'optimizer: { kind: sgd, learningRate: 0.1 }';

/** The plan with parts of its text replaced; every one of them must be there. */
function changed(...changes: readonly (readonly [string, string])[]): string {
  let text = PLAN;
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the plan has no ${from}`);
    text = text.replace(from, to);
  }
  return text;
}

function problem(text: string): string {
  try {
    parsePlan(text, 'p');
  } catch (error) {
    if (isConsiliumError(error, 'PLAN_INVALID')) return error.message;
    throw error;
  }
  return 'valid';
}

/** RFC 8785 for what plans hold, written again: sorted keys, no blanks, numbers as ECMAScript prints them. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(',')}}`;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

describe('a plan that contradicts itself is refused at its line', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'network and target',
      changed(['units: 1', 'units: 2']),
      'p:26:7 model.layers.0: the last layer gives [2], the target needs [1]',
    ],
    [
      'layers among themselves',
      changed(['      activation: sigmoid', '      activation: sigmoid\n      inputs: [nowhere]']),
      'p:26:7 model.layers.0: ',
    ],
    [
      'loss and target',
      changed(['binary-crossentropy', 'poisson']),
      'p:30:3 training.loss: the loss poisson does not fit a target of kind binary',
    ],
    [
      'numbers that overflow once scaled',
      changed(['range: [0, 100]', 'range: [0, 100]\n      scale: { mean: 0, std: 1.0e-39 }']),
      'scaled, the ends of the range must lie within',
    ],
    [
      'a target without length once scaled',
      changed(
        [
          '    kind: binary\n    column: ill\n    positive: [1, 2]\n    negative: [0]\n',
          '    kind: number\n    column: ill\n    unit: "1"\n    range: [0, 1.0e-300]\n    scale: { mean: 1, std: 1 }\n',
        ],
        ['binary-crossentropy', 'mean-squared-error'],
        ['      activation: sigmoid\n', ''],
      ),
      'scaled, both ends of the range are the same number',
    ],
    ['columns', changed(['column: ill', 'column: age']), 'p:9:1 data: the column age has two meanings'],
    ['patient and feature', changed(['patientId: id', 'patientId: ward']), 'p:9:1 data: the column ward has two meanings'],
    [
      'classes',
      changed(['negative: [0]', 'negative: [0, 2]']),
      'p:14:5 data.target.positive: the code "2" of the target appears twice',
    ],
    [
      'classes, as text',
      changed(['positive: [1, 2]', 'positive: [1, "1"]']),
      'p:14:5 data.target.positive: the code "1" of the target appears twice',
    ],
    [
      'classes and missing cells',
      changed(['  features:', '  missing: { codes: ["0"] }\n  features:']),
      'p:14:5 data.target.positive: the code "0" also means missing: change data.missing.codes',
    ],
    [
      'codes and missing cells',
      changed(['codes: [a, b, c]', 'codes: [a, NA]']),
      'p:23:7 data.features.ward.codes: the code "NA" also means missing',
    ],
    ['no sampling rate', changed(['  samplingRate: 0.5\n', '']), 'p:29:1 training: dp-fedsgd needs a samplingRate'],
    [
      'no sampling rate for local steps',
      changed(['dp-fedsgd', 'dp-sgd'], ['samplingRate: 0.5', LOCAL]),
      'p:29:1 training: dp-sgd needs a samplingRate',
    ],
    [
      'a sampling rate where nobody is sampled',
      changed(['mechanism: dp-fedsgd', 'mechanism: dp-fedavg']),
      'p:31:3 training.samplingRate: dp-fedavg does not sample patients; it takes batchSize',
    ],
    ['no optimizer', changed(['dp-fedsgd', 'dp-sgd']), 'p:29:1 training: dp-sgd needs a local optimizer'],
    [
      'an optimizer that nobody runs',
      changed(['samplingRate: 0.5', `samplingRate: 0.5\n  ${LOCAL}`]),
      'p:29:1 training: dp-fedsgd takes one step a round',
    ],
    [
      'steps that nobody takes',
      changed(['samplingRate: 0.5', 'samplingRate: 0.5\n  localSteps: 1']),
      'p:29:1 training: dp-fedsgd takes one step a round',
    ],
    [
      'epochs that nobody takes',
      changed(['samplingRate: 0.5', 'samplingRate: 0.5\n  localEpochs: 1']),
      'p:29:1 training: dp-fedsgd takes one step a round',
    ],
    [
      'uniform weights of gradient sums',
      changed(['public-bucket', 'uniform']),
      'p:32:1 strategy: dp-fedsgd adds up the gradients of patients',
    ],
    [
      'no strategy with gradient sums',
      changed(['strategy:\n  kind: fedavg\n  weights: public-bucket\n', '']),
      'p:1:1 strategy: dp-fedsgd adds up',
    ],
    [
      'a proximal term without steps',
      changed(['samplingRate: 0.5', 'samplingRate: 0.5\n  proximal: 0.1']),
      'p:32:3 training.proximal: dp-fedsgd takes no local steps',
    ],
    [
      'neither steps nor epochs',
      changed(['dp-fedsgd', 'dp-fedavg'], ['samplingRate: 0.5', LOCAL]),
      'p:29:1 training: give either localSteps or localEpochs',
    ],
    [
      'steps and epochs',
      changed(['dp-fedsgd', 'dp-fedavg'], ['samplingRate: 0.5', `localSteps: 1\n  localEpochs: 1\n  ${LOCAL}`]),
      'p:29:1 training: give either localSteps or localEpochs',
    ],
    [
      'epochs under Poisson sampling',
      changed(['dp-fedsgd', 'dp-sgd'], ['samplingRate: 0.5', `samplingRate: 0.5\n  localEpochs: 1\n  ${LOCAL}`]),
      'p:29:1 training: dp-sgd counts localSteps',
    ],
    [
      'a quorum that cannot be met',
      changed(['  sites: 2', '  sites: 3']),
      'p:43:3 quorum.sites: a quorum of 3 cannot be met by 2 sites',
    ],
    [
      'a site without a public size',
      changed(['    patients: 50', '    {}']),
      'p:7:3 sites.south: public-bucket weights, dp-fedsgd and dp-sgd need a public',
    ],
    [
      'a layer that mixes patients',
      changed(['    - type: dense', '    - type: batch-norm\n    - type: dense']),
      'p:26:7 model.layers.0: ',
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(what, () => {
      expect(problem(text)).toContain(expected);
      expect(problem(text).split('\n')).toHaveLength(1);
    });
  }

  it('and not when it is sound', () => {
    expect(problem(PLAN)).toBe('valid');
    expect(
      problem(changed(['dp-fedsgd', 'dp-sgd'], ['samplingRate: 0.5', `samplingRate: 0.5\n  localSteps: 3\n  ${LOCAL}`])),
    ).toBe('valid');
    const fedavg = changed(
      ['dp-fedsgd', 'dp-fedavg'],
      ['samplingRate: 0.5', `localEpochs: 3\n  ${LOCAL}`],
      ['public-bucket', 'uniform'],
    );
    expect(problem(fedavg)).toBe('valid');
    // Without weights by size nobody needs the sizes.
    expect(problem(fedavg.replace('    patients: 50', '    {}'))).toBe('valid');
    const none = fedavg.replace(/privacy:[^]*?rounds/, 'privacy: { mechanism: none }\nrounds');
    expect(problem(none)).toBe('valid');
    // Without a guarantee for patients nothing is mixed that must not be.
    expect(problem(none.replace('    - type: dense', '    - type: batch-norm\n    - type: dense'))).toBe('valid');
  });
});

describe('strictness', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['an unknown field', changed(['rounds: 10', 'rounds: 10\nround: 1']), 'p:42:1'],
    ['an unknown field inside', changed(['unit: years', 'unit: years\n      note: x']), 'p:20:7 data.features.age'],
    ['an unknown field of a layer', changed(['units: 1', 'units: 1\n      neurons: 3']), 'p:28:7 model.layers.0'],
    ['a missing field', changed(['title: A title\n', '']), 'p:1:1 title'],
    ['text for a number', changed(['rounds: 10', 'rounds: ten']), 'p:41:1 rounds'],
    ['a fraction for a count', changed(['rounds: 10', 'rounds: 2.5']), 'p:41:1 rounds'],
    ['no rounds', changed(['rounds: 10', 'rounds: 0']), 'p:41:1 rounds'],
    ['too many rounds', changed(['rounds: 10', 'rounds: 100001']), 'p:41:1 rounds'],
    ['another version', changed(['version: 1', 'version: 2']), 'p:1:1 version'],
    ['a study that is no identifier', changed(['study: heart', 'study: Heart Disease']), 'p:2:1 study'],
    ['a site that is no identifier', changed(['  north:', '  ../north:']), 'p:5:3 sites'],
    ['a range upside down', changed(['[0, 100]', '[100, 0]']), 'p:20:7 data.features.age.range'],
    ['a range of one', changed(['[0, 100]', '[5, 5]']), 'p:20:7 data.features.age.range'],
    ['infinity', changed(['[0, 100]', '[0, .inf]']), 'p:20:'],
    ['not a number', changed(['clip: 1', 'clip: .nan']), 'p:37:3 privacy.clip'],
    ['no clip', changed(['clip: 1', 'clip: 0']), 'p:37:3 privacy.clip'],
    ['a negative epsilon', changed(['epsilon: 1', 'epsilon: -1']), 'p:39:5 privacy.target.epsilon'],
    ['delta of one', changed(['delta: 0.001', 'delta: 1']), 'p:40:5 privacy.target.delta'],
    [
      'a delta that lets a site publish one of its patients',
      changed(['delta: 0.001', 'delta: 0.02']),
      'p:40:5 privacy.target.delta: a delta of 0.02 is not below one over the 200 patients of north',
    ],
    ['a sampling rate above one', changed(['samplingRate: 0.5', 'samplingRate: 1.5']), 'p:31:3 training.samplingRate'],
    ['one code', changed(['[a, b, c]', '[a]']), 'p:23:7 data.features.ward.codes'],
    ['a code twice', changed(['[a, b, c]', '[a, b, a]']), 'p:23:7 data.features.ward.codes: a code stands in the list once'],
    [
      'no features',
      changed([/features:[^]*?model/.exec(PLAN)?.[0] ?? '', 'features: {}\nmodel']),
      'p:16:3 data.features: a plan has at least one feature',
    ],
    [
      'a control character in a column',
      changed(['column: ill', 'column: "il\\u0007l"']),
      'p:13:5 data.target.column: the text holds the unseen character U+0007',
    ],
    ['an unknown mechanism', changed(['dp-fedsgd', 'dp-magic']), 'p:36:3 privacy.mechanism'],
    [
      'trust in others than there are',
      changed(['clip: 1', 'clip: 1\n  honestContributors: 1001']),
      'p:38:3 privacy.honestContributors',
    ],
    [
      'trust in a part of a site',
      changed(['clip: 1', 'clip: 1\n  honestContributors: 1.5']),
      'p:38:3 privacy.honestContributors',
    ],
    ['trust in nobody at all', changed(['clip: 1', 'clip: 1\n  honestContributors: 0']), 'p:38:3 privacy.honestContributors'],
    ['a unit that the mechanism does not protect', changed(['clip: 1', 'clip: 1\n  unit: site']), 'p:38:3 privacy.unit'],
    ['privacy parameters without privacy', changed(['dp-fedsgd', 'none']), 'p:3'],
    ['a key twice', changed(['rounds: 10', 'rounds: 10\nrounds: 20']), 'p:42:1'],
    ['text that is no YAML', 'version: [1', 'p:1:'],
    ['an empty file', '', 'p:1:1'],
  ];
  for (const [what, text, expected] of cases) it(`refuses ${what}`, () => expect(problem(text)).toContain(expected));

  it('tells every problem at once, and counts them', () => {
    const text = changed(['rounds: 10', 'rounds: -1'], ['clip: 1', 'clip: no'], ['title: A title', 'title: ""']);
    expect(
      problem(text)
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['p:3:1', 'p:37:3', 'p:41:1']);
    try {
      parsePlan(text);
    } catch (error) {
      expect((error as ConsiliumError).details).toMatchObject({ file: 'study.yaml', line: 3, issues: 3 });
    }
  });

  it('names the file, and says when there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'consilium-plan-'));
    try {
      writeFileSync(join(folder, 'p.yaml'), changed(['rounds: 10', 'rounds: -1']));
      expect(() => readPlan(join(folder, 'p.yaml'))).toThrow(`${join(folder, 'p.yaml')}:41:1 rounds`);
      expect(() => readPlan(join(folder, 'absent.yaml'))).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }) as Error);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a compiled plan', () => {
  const plan = parsePlan(PLAN);

  it('has its defaults filled in', () => {
    expect(plan.document).toMatchObject({
      description: '',
      strategy: { kind: 'fedavg', learningRate: 1, tailAverage: 0 },
      quorum: { sites: 2, attempts: 3, deadlineSeconds: 600 },
      evaluation: { metrics: ['loss'], threshold: 0.5, bins: 10 },
      training: { batchSize: 32, proximal: 0 },
      privacy: { unit: 'patient', honestContributors: 1, masks: false },
      model: { seed: 0 },
    });
    expect(plan.document.data.missing).toEqual({ codes: ['', '?', 'NA'], rule: 'drop-row' });
    // Codes are the text of a cell, however the plan writes them.
    expect(plan.document.data.target).toMatchObject({ positive: ['1', '2'], negative: ['0'] });
  });

  it('knows its sites, inputs and tensors', () => {
    expect(plan.siteIds).toEqual(['north', 'south']);
    expect(plan.inputs.map(({ name, offset, width }) => [name, offset, width])).toEqual([
      ['age', 0, 1],
      ['ward', 1, 3],
    ]);
    expect(plan.inputWidth).toBe(4);
    expect(plan.targetWidth).toBe(1);
    expect(plan.manifest.parameters).toBe(5);
  });

  it('lays its inputs out by name, whatever the order in the file; two codes are one input', () => {
    const features =
      '    zinc: { kind: number, unit: "1", range: [0, 1] }\n    "10": { kind: category, codes: [x, y] }\n    "9": { kind: category, codes: [x, y, z] }\n    Ab: { kind: number, unit: "1", range: [0, 1] }\n';
    const many = parsePlan(PLAN.replace(/ {4}age:[^]*?model:/, `${features}model:`));
    expect(many.inputs.map(({ name, offset, width }) => [name, offset, width])).toEqual([
      ['10', 0, 1],
      ['9', 1, 3],
      ['Ab', 4, 1],
      ['zinc', 5, 1],
    ]);
    expect(targetWidth({ kind: 'category', column: 'x', codes: ['a', 'b', 'c'] })).toBe(3);
  });

  it('cannot be changed by anybody who holds it', () => {
    expect(() => Object.assign(plan.document, { rounds: 99 })).toThrow(TypeError);
    expect(() => Object.assign(plan.document.privacy, { clip: 99 })).toThrow(TypeError);
    expect(() => (plan.document.evaluation.metrics as string[]).push('all')).toThrow(TypeError);
    expect(() => Object.assign(plan.manifest, { parameters: 1 })).toThrow(TypeError);
  });
});

describe('the plan hash', () => {
  it('is the SHA-256 of the sorted JSON of the example with its start, computed independently here', () => {
    const layer = '- { type: dense, units: 1, activation: sigmoid';
    const text = readFileSync(EXAMPLE, 'utf8').replace(layer, `${layer}, initializer: zeros`);
    expect(text).toContain('initializer');
    const plan = readPlan(EXAMPLE);
    const written = sortedJson(parse(text));
    expect(plan.json).toBe(written);
    expect(plan.hash).toBe(sha256(written));
  });

  it('of the example is the one that the pages show', () => {
    const { hash } = readPlan(EXAMPLE);
    for (const page of ['README.md', 'docs/operations.md']) {
      const shown = [...readFileSync(join(ROOT, page), 'utf8').matchAll(/(?:plan hash|which sites approve:\n) +([0-9a-f]{64})/g)];
      expect(new Set(shown.map(([, found]) => found))).toEqual(new Set([hash]));
    }
  });

  it('does not know comments, order, quotes or line breaks', () => {
    const plan = parsePlan(PLAN);
    const document = parseDocument(PLAN);
    const backwards = JSON.stringify(reversed(document.toJS()), null, 4);
    for (const other of [
      `# hello\n${PLAN}\n\n# bye\n`,
      PLAN.replaceAll('\n', '\r\n'),
      backwards,
      PLAN.replace('heart', '"heart"'),
    ])
      expect(parsePlan(other).hash).toBe(plan.hash);
  });

  it('covers what was written: a default written out is another text of the same plan', () => {
    const plan = parsePlan(PLAN);
    for (const other of [
      changed(['rounds: 10', 'rounds: 10\ndescription: ""']),
      changed(['  sites: 2', '  sites: 2\n  attempts: 3']),
      changed(['positive: [1, 2]', 'positive: ["1", 2]']),
    ]) {
      const same = parsePlan(other);
      expect(same.document).toEqual(plan.document);
      expect(same.hash).not.toBe(plan.hash);
    }
  });

  it('knows numbers by their value, not by how they are spelled', () => {
    const zero = parsePlan(changed(['[0, 100]', '[0, 100]\n      scale: { mean: 0, std: 1 }']));
    for (const [mean, std] of [
      ['-0', '1.0'],
      ['0.0', '1e0'],
      ['0x0', '+1'],
    ]) {
      const other = parsePlan(changed(['[0, 100]', `[0, 100]\n      scale: { mean: ${mean}, std: ${std} }`]));
      expect(other.json).toBe(zero.json);
      expect(planFromJson(other.json, other.hash).document).toEqual(zero.document);
    }
  });

  it('changes with any value', () => {
    const plan = parsePlan(PLAN);
    const changes = [
      ['A title', 'B title'],
      ['patients: 200', 'patients: 210'],
      ['[0, 100]', '[0, 101]'],
      ['[a, b, c]', '[a, c, b]'],
      ['unit: years', 'unit: a'],
      ['samplingRate: 0.5', 'samplingRate: 0.25'],
      ['clip: 1', 'clip: 1.0000000001'],
      ['epsilon: 1', 'epsilon: 1.5'],
      ['delta: 0.001', 'delta: 0.0011'],
      ['rounds: 10', 'rounds: 11'],
      ['  sites: 2', '  sites: 1'],
      ['column: ill', 'column: sick'],
      ['positive: [1, 2]', 'positive: [2, 1]'],
      ['south', 'west'],
      ['heart', 'heart-2'],
    ] as const;
    const hashes = changes.map((change) => parsePlan(changed(change)).hash);
    expect(new Set([plan.hash, ...hashes]).size).toBe(changes.length + 1);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('a plan received as JSON', () => {
  const plan = parsePlan(PLAN);
  const refusal = (json: string, hash = sha256(json)): string => {
    try {
      planFromJson(json, hash);
    } catch (error) {
      if (isConsiliumError(error)) return `${error.code} ${error.message}`;
      throw error;
    }
    return 'taken';
  };

  it('is the plan that was sent', () => {
    expect(planFromJson(plan.json, plan.hash)).toEqual(plan);
  });

  it('may have its defaults written out, as stores from before version 0.1.0 hold it', () => {
    const whole = sortedJson(plan.document);
    const stored = planFromJson(whole, sha256(whole));
    expect(stored.document).toEqual(plan.document);
    expect(stored.json).toBe(whole);
  });

  it('is refused when it is not what was announced', () => {
    expect(refusal(plan.json.replace('"rounds":10', '"rounds":99'), plan.hash)).toBe(
      `PLAN_HASH_MISMATCH the plan does not have the hash ${plan.hash}`,
    );
    expect(refusal(plan.json, 'f'.repeat(64))).toContain('PLAN_HASH_MISMATCH');
  });

  it('is refused in any other form than the canonical one, since two texts would be two names for one approval', () => {
    for (const json of [
      ` ${plan.json}`,
      `${plan.json}\n`,
      JSON.stringify(parse(PLAN)),
      plan.json.replace('[0,100]', '[-0,100]'),
      plan.json.replace('"rounds":10', '"rounds":11,"rounds":10'),
      plan.json.replace('"rounds":10', '"rounds":1e1'),
    ]) {
      const answer = refusal(json);
      expect(answer).toMatch(/^PLAN_HASH_MISMATCH the plan [0-9a-f]{64} is not in canonical form/);
    }
  });

  it('is refused with its line when it is no valid plan', () => {
    expect(refusal('{}')).toMatch(/^PLAN_INVALID plan [0-9a-f]{12}:1:1/);
    expect(refusal('')).toMatch(/^PLAN_INVALID plan [0-9a-f]{12}:1:1: it is not JSON$/);
    expect(refusal(PLAN)).toMatch(/^PLAN_INVALID plan [0-9a-f]{12}:1:1: it is not JSON$/);
    expect(refusal(plan.json.replace('"rounds":10', '"rounds":0'))).toContain('rounds');
  });
});

describe('what follows from a plan', () => {
  const sgd = parsePlan(
    changed(['dp-fedsgd', 'dp-sgd'], ['samplingRate: 0.5', `samplingRate: 0.5\n  localSteps: 3\n  ${LOCAL}`]),
  );
  const fedavg = (weights: string): ReturnType<typeof parsePlan> =>
    parsePlan(
      changed(['dp-fedsgd', 'dp-fedavg'], ['samplingRate: 0.5', `localEpochs: 3\n  ${LOCAL}`], ['public-bucket', weights]),
    );

  it('gradient sums weigh one and are divided by the expected batch', () => {
    const plan = parsePlan(PLAN);
    expect(aggregationWeights(plan, 'north')).toEqual({ weight: 1, denominator: 100 });
    expect(aggregationWeights(plan, 'south')).toEqual({ weight: 1, denominator: 25 });
  });

  it('updates weigh the same, or by public numbers with the largest site at one', () => {
    expect(aggregationWeights(fedavg('uniform'), 'south')).toEqual({ weight: 1, denominator: 1 });
    for (const plan of [fedavg('public-bucket'), sgd]) {
      expect(aggregationWeights(plan, 'north')).toEqual({ weight: 1, denominator: 1 });
      expect(aggregationWeights(plan, 'south')).toEqual({ weight: 0.25, denominator: 0.25 });
    }
  });

  it('release parameters are those of the mechanism', () => {
    const common = {
      clip: 1,
      target: { epsilon: 1, delta: 0.001 },
      rounds: 10,
      sites: 2,
      honestContributors: 1,
      largestSite: 200,
      dimension: 5,
    };
    expect(releaseParameters(parsePlan(PLAN))).toEqual({
      ...common,
      mechanism: 'dp-fedsgd',
      samplingRate: 0.5,
      stepsPerRound: 1,
    });
    expect(releaseParameters(sgd)).toEqual({ ...common, mechanism: 'dp-sgd', samplingRate: 0.5, stepsPerRound: 3 });
    expect(releaseParameters(fedavg('uniform'))).toEqual({
      ...common,
      mechanism: 'dp-fedavg',
      samplingRate: 1,
      stepsPerRound: 1,
    });
    expect(releaseParameters(parsePlan(changed(['clip: 1', 'clip: 1\n  noiseMultiplier: 7'])))?.noiseMultiplier).toBe(7);
    const none = changed(['samplingRate: 0.5', `localSteps: 3\n  ${LOCAL}`]).replace(
      /privacy:[^]*?rounds/,
      'privacy: { mechanism: none }\nrounds',
    );
    expect(releaseParameters(parsePlan(none))).toBeUndefined();
  });
});
