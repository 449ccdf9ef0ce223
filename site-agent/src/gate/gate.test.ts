import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConsiliumError, isConsiliumError } from '@consilium/core';
import { discretisationRoom, type PrivacyEvent } from '@consilium/privacy';
import { UpdateEncoding } from '@consilium/proto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onFullDisk } from '@consilium/testing';
import { PlanApprovals } from './approvals.ts';
import { admitMetrics, admitTask, type MetricsFacts, type TaskFacts } from './policy-rules.ts';
import { allowStudy, createPolicyFile, disallowStudy, policyReader, readPolicy, setBudget } from './policy-file.ts';
import { ALLOWABLE_MECHANISMS, type Policy, policySchema } from './policy-schema.ts';
import { gateFromFiles, createGate } from './gate.ts';
import type { Approval, Rights } from './rights.ts';
import { localReason, toldError } from './told-errors.ts';
import { POLICY_TEMPLATE } from './policy-template.ts';

const SAMPLES = join(import.meta.dirname, '../../../docs/samples/policy');
const planHash = 'a'.repeat(64);
const clock = { now: () => 1000 };

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-policy-'));
  path = join(folder, 'policy.yaml');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function failure(action: () => unknown): { readonly code: string; readonly message: string; readonly error?: ConsiliumError } {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return { code: error.code, message: error.message, error };
    throw error;
  }
  return { code: 'none', message: '' };
}

describe('the file', () => {
  it('has samples that are valid, the basic one being what a new agent starts from', () => {
    const basic = readPolicy(join(SAMPLES, 'basic.yaml'));
    expect(readFileSync(join(SAMPLES, 'basic.yaml'), 'utf8')).toBe(POLICY_TEMPLATE);
    expect(basic).toEqual({
      version: 1,
      allowIdentified: false,
      attestation: 'optional',
      allowedStudies: [],
      minimumPatients: 20,
      mechanisms: ['dp-fedsgd', 'dp-sgd', 'dp-fedavg'],
      budgets: {},
      limits: { runs: 100, attemptsPerRound: 20 },
      metrics: { allow: 'noised', minimumCohort: 11, minimumOthers: 11, scoreHistogram: false },
      synthetic: { allow: false, maximumEpsilon: 3, usualEpsilon: 1 },
      answers: { everyMs: 1000 },
    });
    // Leaving everything out says the same.
    expect(policySchema.parse({ version: 1 })).toEqual(basic);
    expect(readPolicy(join(SAMPLES, 'advanced.yaml'))).toMatchObject({
      allowedStudies: ['heart-disease', 'sepsis-early-warning'],
      budgets: {
        'cardiology-2026': { accounting: 'several' },
        'intensive-care': { epsilon: 1, delta: 1e-5, accounting: 'one-mechanism' },
      },
      limits: { runs: 3, attemptsPerRound: 3 },
      metrics: { allow: 'exact', minimumCohort: 30, minimumOthers: 11, scoreHistogram: false },
      answers: { everyMs: 5000 },
    });
    expect(readdirSync(SAMPLES).sort()).toEqual(['advanced.yaml', 'basic.yaml']);
  });

  it('is refused with the line of each mistake', () => {
    const cases: [string, string][] = [
      ['version: 2', ':1:1 version: '],
      ['version: 1\nallowedStudys: []', ':2:1'],
      ['version: 1\nallowedStudies: [a, b, a]', 'a study is named twice'],
      ['version: 1\nallowedStudies: [Heart]', 'lower-case'],
      ['version: 1\nminimumPatients: 0', ':2:1 minimumPatients'],
      ['version: 1\nmechanisms: [none]', 'cannot allow training without noise'],
      ['version: 1\nmechanisms: [dp-magic]', 'expected one of dp-fedsgd, dp-sgd, dp-fedavg'],
      ['version: 1\nmechanisms: []', 'mechanisms'],
      ['version: 1\nbudgets:\n  heart: { epsilon: 0, delta: 1e-5 }', ':3:'],
      ['version: 1\nbudgets:\n  heart: { epsilon: .nan, delta: 1e-5 }', 'budgets.heart.epsilon'],
      ['version: 1\nbudgets:\n  heart: { epsilon: 1, delta: 0.02 }', 'budgets.heart.delta'],
      ['version: 1\nbudgets:\n  heart: { epsilon: 1 }', 'budgets.heart.delta'],
      ['version: 1\nbudgets:\n  ../x: { epsilon: 1, delta: 1e-5 }', 'budgets.'],
      ['version: 1\nmetrics: { allow: everything }', 'metrics.allow'],
      ['version: 1\nlimits: { runs: 0 }', 'limits.runs'],
      ['version: 1\nlimits: { attemptsPerRound: 21 }', 'limits.attemptsPerRound'],
      ['version: 1\nmetrics: { minimumCohort: 1.5 }', 'metrics.minimumCohort'],
      ['- version', ''],
      ['version: 1\nversion: 1', ':2:1'],
    ];
    for (const [text, expected] of cases) {
      writeFileSync(path, text);
      const result = failure(() => readPolicy(path));
      expect([text, result.code]).toEqual([text, 'CONFIG_INVALID']);
      expect(result.message).toContain(expected);
      expect(result.message.startsWith(path)).toBe(true);
    }
    expect(failure(() => readPolicy(join(folder, 'absent.yaml'))).code).toBe('FILE_UNREADABLE');
  });

  it('is changed by commands, keeps its comments, and is never left invalid', () => {
    createPolicyFile(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    allowStudy(path, 'heart');
    allowStudy(path, 'lung');
    allowStudy(path, 'heart');
    disallowStudy(path, 'lung');
    setBudget(path, 'cardiology', { epsilon: 3, delta: 1e-4, accounting: 'several' });
    setBudget(path, 'cardiology', { epsilon: 2, delta: 1e-4, accounting: 'one-mechanism' });
    setBudget(path, 'intensive', { epsilon: 1, delta: 1e-5, accounting: 'several' });
    createPolicyFile(path);
    expect(readPolicy(path)).toMatchObject({
      allowedStudies: ['heart'],
      budgets: {
        cardiology: { epsilon: 2, delta: 1e-4, accounting: 'one-mechanism' },
        intensive: { epsilon: 1, delta: 1e-5, accounting: 'several' },
      },
      metrics: { allow: 'noised', minimumCohort: 11, minimumOthers: 11, scoreHistogram: false },
      answers: { everyMs: 1000 },
    });
    const text = readFileSync(path, 'utf8');
    const comments = (of: string): string[] => of.split('\n').filter((line) => line.startsWith('#'));
    expect(comments(text)).toEqual(comments(POLICY_TEMPLATE));

    expect(failure(() => allowStudy(path, 'Not A Study'))).toMatchObject({
      code: 'PARAMETER_INVALID',
      message: expect.stringContaining('lower-case') as string,
    });
    expect(failure(() => setBudget(path, 'x', { epsilon: -1, delta: 1e-5, accounting: 'several' })).code).toBe(
      'PARAMETER_INVALID',
    );
    expect(failure(() => setBudget(path, 'x', { epsilon: 1, delta: 0.5, accounting: 'several' })).message).toContain(
      'budgets.x.delta',
    );
    expect(readFileSync(path, 'utf8')).toBe(text);
    // A file that is already wrong is not touched either.
    appendFileSync(path, 'nonsense: 1\n');
    expect(failure(() => allowStudy(path, 'other')).code).toBe('CONFIG_INVALID');
    // A real ENOSPC from the kernel.
    writeFileSync(path, text);
    expect(failure(() => onFullDisk(() => allowStudy(path, 'other'))).code).toBe('DISK_FULL');
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(failure(() => createPolicyFile(join(folder, 'absent', 'policy.yaml'))).code).toBe('FILE_UNREADABLE');
  });

  it('is parsed once for as long as its text is the same, and read every time', () => {
    createPolicyFile(path);
    allowStudy(path, 'heart');
    const read = policyReader(path);
    const first = read();
    expect(first).toEqual(readPolicy(path));
    expect(read()).toBe(first);
    const { atime, mtime } = statSync(path);
    // Of the same length, in the same place, at the same time.
    writeFileSync(path, readFileSync(path, 'utf8').replace('heart', 'lungs'));
    utimesSync(path, atime, mtime);
    expect(read().allowedStudies).toEqual(['lungs']);
    const text = readFileSync(path, 'utf8');
    appendFileSync(path, 'nonsense: 1\n');
    for (let again = 0; again < 2; again++) expect(failure(read).code).toBe('CONFIG_INVALID');
    writeFileSync(path, text);
    expect(read().allowedStudies).toEqual(['lungs']);
    chmodSync(path, 0o666);
    expect(failure(read).code).toBe('FILE_UNSAFE');
    rmSync(path);
    expect(failure(read).code).toBe('FILE_UNREADABLE');
  });

  it('can be as short as one line', () => {
    writeFileSync(path, 'version: 1\n');
    allowStudy(path, 'heart');
    setBudget(path, 'heart', { epsilon: 1, delta: 1e-5, accounting: 'several' });
    expect(readPolicy(path)).toMatchObject({
      allowedStudies: ['heart'],
      budgets: { heart: { epsilon: 1 } },
    });
  });
});

const policy: Policy = policySchema.parse({
  version: 1,
  allowedStudies: ['heart'],
  mechanisms: ['dp-fedsgd', 'dp-sgd'],
  budgets: { cardiology: { epsilon: 1, delta: 1e-5 } },
  metrics: { allow: 'exact' },
});
const rights: Rights = { metrics: 'exact', ceiling: { epsilon: 1, delta: 1e-5 }, runs: 1, attemptsPerRound: 3 };
const approval: Approval = { decision: 'approved', rights };
const exchange = { run: 'run-1', round: 1, attempt: 1, rounds: 3, state: 'none', use: new Map() } as const;
const task: TaskFacts = {
  study: 'heart',
  planHash,
  approval,
  nowMs: 1000,
  exchange,
  mechanism: 'dp-fedsgd',
  patients: 20,
  rehearsal: false,
};
const metrics: MetricsFacts = { study: 'heart', planHash, approval, nowMs: 1000, patients: 11 };

describe('admitting a task', () => {
  const answer = (change: Partial<TaskFacts>, rules: Policy = policy): string => {
    const { code, message } = failure(() => admitTask(rules, { ...task, ...change }));
    return code === 'none' ? 'accept' : `${code}: ${message}`;
  };

  it('accepts what the hospital allowed and approved', () => {
    expect(answer({})).toBe('accept');
    expect(answer({ mechanism: 'dp-sgd', patients: 1_000_000 })).toBe('accept');
  });

  it('refuses all else in words', () => {
    expect(answer({ study: 'lung' })).toBe('STUDY_NOT_ALLOWED: This hospital does not take part in study lung.');
    expect(answer({}, policySchema.parse({ version: 1 }))).toContain('STUDY_NOT_ALLOWED');
    expect(answer({ approval: { decision: 'undecided' } })).toBe(
      'PLAN_NOT_APPROVED: This hospital has not yet decided about plan aaaaaaaaaaaa of study heart.',
    );
    expect(answer({ approval: { decision: 'refused' } })).toBe(
      'PLAN_NOT_APPROVED: This hospital refused plan aaaaaaaaaaaa of study heart.',
    );
    expect(answer({ mechanism: 'dp-fedavg' })).toBe(
      'MECHANISM_REFUSED: This hospital does not allow the mechanism dp-fedavg, only dp-fedsgd, dp-sgd.',
    );
    expect(answer({ patients: Number.NaN })).toContain('TOO_FEW_PATIENTS');
    const few = answer({ patients: 19 });
    expect(few).toBe(
      'TOO_FEW_PATIENTS: This hospital takes part with at least 20 training patients; its data set for study heart is declared with fewer.',
    );
    // How many there are is nobody's business: the same words for any count.
    expect(answer({ patients: 3 })).toBe(few);
  });

  it('lets only a rehearsal train without noise, whatever a policy says', () => {
    expect(ALLOWABLE_MECHANISMS).not.toContain('none');
    expect(answer({ mechanism: 'none' })).toContain('MECHANISM_REFUSED');
    expect(answer({ mechanism: 'none' }, { ...policy, mechanisms: ['none'] })).toContain('MECHANISM_REFUSED');
    expect(answer({ mechanism: 'none', rehearsal: true })).toBe('accept');
    // A rehearsal obeys the rest.
    expect(answer({ mechanism: 'none', rehearsal: true, approval: { decision: 'undecided' } })).toContain('PLAN_NOT_APPROVED');
    expect(answer({ mechanism: 'dp-fedavg', rehearsal: true })).toContain('MECHANISM_REFUSED');
  });
});

describe('admitting metrics', () => {
  const answer = (change: Partial<MetricsFacts>, rules: Policy = policy): string => {
    const { code, message } = failure(() => admitMetrics(rules, { ...metrics, ...change }));
    return code === 'none' ? 'accept' : `${code}: ${message}`;
  };

  it('lets them out only over enough patients, when the hospital shares at all', () => {
    expect(answer({})).toBe('accept');
    expect(answer({ patients: 10 })).toBe(
      'METRICS_WITHHELD: This hospital shares metrics on at least 11 held-out patients; its data set for study heart is declared with fewer. Suppressed is not zero.',
    );
    expect(answer({ patients: 0 })).toBe(answer({ patients: 10 }));
    expect(answer({ patients: Number.NaN })).toContain('METRICS_WITHHELD');
    const withheld = 'METRICS_WITHHELD: This hospital lets no exact metrics out under plan aaaaaaaaaaaa. Suppressed is not zero.';
    for (const allow of ['none', 'noised'] as const)
      expect(answer({}, { ...policy, metrics: { allow, minimumCohort: 1, minimumOthers: 0, scoreHistogram: true } })).toBe(
        withheld,
      );
    for (const given of ['none', 'noised'] as const)
      expect(answer({ approval: { decision: 'approved', rights: { ...rights, metrics: given } } })).toBe(withheld);
    expect(answer({ study: 'lung' })).toContain('STUDY_NOT_ALLOWED');
    expect(answer({ approval: { decision: 'undecided' } })).toContain('PLAN_NOT_APPROVED');
  });
});

describe('approvals', () => {
  const approved = { planHash, study: 'heart', decision: 'approved', rights, by: 'j.doe' } as const;

  it('are kept with who and when, the last one holds, and the running agent sees it at once', () => {
    const command = new PlanApprovals(folder, { now: () => 5 });
    const agent = new PlanApprovals(folder, clock);
    expect(agent.list()).toEqual([]);
    expect(agent.decisionOn(planHash)).toBeUndefined();
    command.decide(approved);
    expect(agent.decisionOn(planHash)).toEqual({ decision: 'approved', rights, by: 'j.doe', timeMs: 5 });
    agent.decide({ planHash, study: 'heart', decision: 'refused', by: 'p.officer', reason: 'no ethics vote' });
    expect(command.decisionOn(planHash)).toMatchObject({ decision: 'refused', reason: 'no ethics vote' });
    expect(command.find(planHash)?.decisions).toHaveLength(2);
    command.decide({ ...approved, planHash: 'b'.repeat(64), study: 'lung' });
    writeFileSync(join(folder, 'plans', 'notes.txt'), 'not a plan');
    expect(command.list().map((record) => record.study)).toEqual(['heart', 'lung']);
    expect(statSync(join(folder, 'plans', `${planHash}.json`)).mode & 0o777).toBe(0o600);
  });

  it('are refused when they make no sense', () => {
    const approvals = new PlanApprovals(folder, clock);
    approvals.decide(approved);
    expect(failure(() => approvals.decide({ ...approved, study: 'lung' })).message).toContain('belongs to study heart');
    expect(failure(() => approvals.decide({ ...approved, by: '' }))).toMatchObject({
      code: 'PARAMETER_INVALID',
      message: expect.stringContaining('by: ') as string,
    });
    for (const bad of ['', 'A'.repeat(64), '../../x', 'a'.repeat(63)])
      expect(failure(() => approvals.find(bad)).code).toBe('PARAMETER_INVALID');
    expect(
      failure(() => onFullDisk(() => approvals.decide({ planHash, study: 'heart', decision: 'refused', by: 'j.doe' }))).code,
    ).toBe('DISK_FULL');
    expect(approvals.find(planHash)?.decisions).toHaveLength(1);
  });

  it('that are damaged, or stand under the name of another plan, approve nothing', () => {
    const approvals = new PlanApprovals(folder, clock);
    approvals.decide(approved);
    const other = 'c'.repeat(64);
    const copy = readFileSync(join(folder, 'plans', `${planHash}.json`));
    for (const content of [copy, Buffer.from('{'), Buffer.from('{}')]) {
      writeFileSync(join(folder, 'plans', `${other}.json`), content);
      expect(failure(() => approvals.decisionOn(other)).code).toBe('CONFIG_INVALID');
    }
    rmSync(join(folder, 'plans'), { recursive: true });
    writeFileSync(join(folder, 'plans'), 'a file');
    expect(failure(() => approvals.list()).code).toBe('FILE_UNREADABLE');
    expect(failure(() => approvals.decisionOn(planHash)).code).toBe('CONFIG_INVALID');
    expect(failure(() => approvals.decide(approved)).code).toBe('CONFIG_INVALID');
  });
});

describe('the rights of an approval', () => {
  const other = 'b'.repeat(64);
  const base = { study: 'heart', by: 'j.doe' } as const;

  it('belong to its plan: approving another plan, of the same study or not, gives this one nothing', () => {
    createPolicyFile(path);
    writeFileSync(path, readFileSync(path, 'utf8').replace('allow: noised', 'allow: exact'));
    allowStudy(path, 'heart');
    allowStudy(path, 'lung');
    const approvals = new PlanApprovals(folder, clock);
    const gate = gateFromFiles({ policyPath: path, stateFolder: folder, clock });
    const asked = { study: 'heart', planHash, patients: 30 };
    approvals.decide({ ...base, planHash, decision: 'approved', rights: { ...rights, metrics: 'none' }, reason: 'no metrics' });
    approvals.decide({ ...base, planHash: other, decision: 'approved', rights });
    approvals.decide({ ...base, study: 'lung', planHash: 'c'.repeat(64), decision: 'approved', rights });
    expect(failure(() => gate.admitMetrics(asked)).code).toBe('METRICS_WITHHELD');
    expect(failure(() => gate.admitScores({ ...asked, kind: 'noised' })).message).toContain(
      'lets no scores out under plan aaaaaaaaaaaa',
    );
    expect(gate.admitMetrics({ ...asked, planHash: other })).toEqual({
      minimumCohort: 11,
      minimumOthers: 11,
      scoreHistogram: false,
    });
    // The newest decision about a plan holds, not the most generous one.
    approvals.decide({ ...base, planHash: other, decision: 'approved', rights: { ...rights, metrics: 'noised' } });
    expect(failure(() => gate.admitMetrics({ ...asked, planHash: other })).code).toBe('METRICS_WITHHELD');
    gate.admitScores({ ...asked, planHash: other, kind: 'noised' });
  });

  it('are cut to the limits of the policy, the smaller of both in everything', () => {
    const few = policySchema.parse({ version: 1, allowedStudies: ['heart'], limits: { runs: 2, attemptsPerRound: 5 } });
    const given = (change: Partial<Rights>): Rights =>
      createGate({
        policy: () => few,
        approvalOf: () => ({ decision: 'approved', rights: { ...rights, ...change } }),
        clock,
      }).admitPlan({
        study: 'heart',
        planHash,
      });
    expect(given({ runs: 3, attemptsPerRound: 9 })).toEqual({ ...rights, metrics: 'noised', runs: 2, attemptsPerRound: 5 });
    expect(given({ metrics: 'none', runs: 1 })).toEqual({ ...rights, metrics: 'none', runs: 1 });
  });

  it('end when they expire', () => {
    let now = 999;
    const gate = createGate({
      policy: () => policy,
      approvalOf: () => ({ decision: 'approved', rights: { ...rights, expiresMs: 1000 } }),
      clock: { now: () => now },
    });
    const asked = { study: 'heart', planHash };
    gate.admitPlan(asked);
    for (now of [1000, 1001, Number.NaN]) {
      expect(failure(() => gate.admitPlan(asked)).message).toBe(
        'The approval of plan aaaaaaaaaaaa of study heart has expired at this hospital.',
      );
      expect(failure(() => gate.admitMetrics({ ...asked, patients: 30 })).code).toBe('PLAN_NOT_APPROVED');
    }
  });

  it('are kept only when they make sense', () => {
    const approvals = new PlanApprovals(folder, clock);
    for (const bad of [{ runs: 0 }, { runs: 101 }, { attemptsPerRound: 21 }, { ceiling: { epsilon: -1, delta: 0.1 } }])
      expect(
        failure(() => approvals.decide({ ...base, planHash, decision: 'approved', rights: { ...rights, ...bad } })).code,
      ).toBe('PARAMETER_INVALID');
    expect(approvals.find(planHash)).toBeUndefined();
  });
});

describe('the gate of an agent', () => {
  const facts = { study: 'heart', planHash, mechanism: 'dp-sgd', patients: 30, rehearsal: false, exchange } as const;
  const round: PrivacyEvent = { kind: 'gaussian', noiseMultiplier: 10, steps: 1 };

  it('reads the files of the hospital again for every question', () => {
    createPolicyFile(path);
    const gate = gateFromFiles({ policyPath: path, stateFolder: folder, clock });
    expect(failure(() => gate.admitTask(facts)).code).toBe('STUDY_NOT_ALLOWED');
    expect(failure(() => gate.admitPlan(facts)).code).toBe('STUDY_NOT_ALLOWED');
    allowStudy(path, 'heart');
    expect(failure(() => gate.admitTask(facts)).code).toBe('PLAN_NOT_APPROVED');
    expect(failure(() => gate.admitPlan(facts)).code).toBe('PLAN_NOT_APPROVED');
    const approvals = new PlanApprovals(folder, clock);
    approvals.decide({ planHash, study: 'heart', decision: 'approved', rights, by: 'j.doe' });
    gate.admitTask(facts);
    gate.admitPlan(facts);
    expect(failure(() => gate.admitMetrics(facts)).code).toBe('METRICS_WITHHELD');
    gate.admitScores({ ...facts, kind: 'noised' });
    writeFileSync(path, readFileSync(path, 'utf8').replace('allow: noised', 'allow: exact'));
    expect(gate.admitMetrics(facts)).toEqual({ minimumCohort: 11, minimumOthers: 11, scoreHistogram: false });
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('allow: exact', 'allow: exact\n  scoreHistogram: true\n  minimumCohort: 20'),
    );
    expect(gate.admitMetrics(facts)).toEqual({ minimumCohort: 20, minimumOthers: 11, scoreHistogram: true });
    approvals.decide({ planHash, study: 'heart', decision: 'refused', by: 'j.doe' });
    expect(failure(() => gate.admitTask(facts)).message).toContain('refused');
  });

  it('refuses everything while a file cannot be read, and tells the coordinator no more than that', () => {
    writeFileSync(path, 'version: 1\nsecretRemark: 7\n');
    const gate = gateFromFiles({ policyPath: path, stateFolder: folder, clock });
    for (const action of [
      () => gate.admitTask(facts),
      () => gate.admitMetrics(facts),
      () => gate.admitCharge({ population: 'cardiology', part: 'training', patients: 50 }, [], [round]),
    ]) {
      const { code, message, error } = failure(action);
      expect(code).toBe('CONFIG_INVALID');
      expect(message).toBe('what this hospital has decided cannot be read at the moment, so it refuses');
      expect((error?.cause as Error | undefined)?.message).toContain('secretRemark');
      if (error === undefined) continue;
      // The log of the hospital has file and line, the coordinator has neither.
      expect(localReason(error)).toMatch(/so it refuses: .*policy\.yaml:2:1 secretRemark: there is no such field$/);
      expect(JSON.stringify(toldError(error))).not.toMatch(/secretRemark|policy\.yaml/);
    }
    rmSync(path);
    expect(failure(() => gate.admitTask(facts)).code).toBe('FILE_UNREADABLE');
    createPolicyFile(path);
    expect(failure(() => gate.admitTask({ ...facts, planHash: 'no hash' })).code).toBe('PARAMETER_INVALID');
  });

  it('keeps the noise of all runs together as close to what is accounted for as its own delta demands', () => {
    const payers = { population: 'cardiology', part: 'training' } as const;
    const gate = createGate({ policy: () => policy, approvalOf: () => approval });
    const room = discretisationRoom({ epsilon: 1, delta: 1e-5 });
    // What a run keeps at its own delta of 0.001 is a hundred times what this hospital has.
    const ofOneRun = discretisationRoom({ epsilon: 1, delta: 1e-3 });
    expect(failure(() => gate.admitDistance(payers, room)).code).toBe('none');
    for (const distance of [room * (1 + 1e-12), ofOneRun, Number.NaN]) {
      expect(failure(() => gate.admitDistance(payers, distance))).toMatchObject({
        code: 'BUDGET_EXCEEDED',
        message: expect.stringContaining('too coarse for what the hospital keeps of delta') as string,
      });
    }
  });

  it('lets no share of noise out without masks, whatever was decided', () => {
    const gate = createGate({
      decided: true,
      policy: () => ({ ...policy, allowedStudies: ['heart'] }),
      approvalOf: () => approval,
    });
    const leaving = (encoding: UpdateEncoding, honest: number): string =>
      failure(() => gate.admitLeaving({ ...facts, encoding, honest })).code;
    for (const encoding of [
      UpdateEncoding.UPDATE_ENCODING_GRID_INT32,
      UpdateEncoding.UPDATE_ENCODING_FLOAT32,
      UpdateEncoding.UPDATE_ENCODING_SCORES_INT32,
      UpdateEncoding.UPDATE_ENCODING_UNSPECIFIED,
    ])
      for (const honest of [2, 48, 0, Number.NaN])
        expect([encoding, honest, leaving(encoding, honest)]).toEqual([encoding, honest, 'INTERNAL']);
    expect(leaving(UpdateEncoding.UPDATE_ENCODING_GRID_INT32, 1)).toBe('none');
    for (const honest of [1, 2, 48]) expect(leaving(UpdateEncoding.UPDATE_ENCODING_MASKED_INT32, honest)).toBe('none');
  });

  it('asks of scores under masks whether scores may leave, which their bytes do not show', () => {
    const gate = createGate({
      policy: () => ({ ...policy, allowedStudies: ['heart'] }),
      approvalOf: () =>
        approval.decision === 'approved' ? { ...approval, rights: { ...approval.rights, metrics: 'none' } } : approval,
    });
    const masked = { ...facts, encoding: UpdateEncoding.UPDATE_ENCODING_MASKED_INT32, honest: 3 };
    expect(failure(() => gate.admitLeaving(masked)).code).toBe('none');
    expect(failure(() => gate.admitLeaving({ ...masked, kind: 'evaluation' })).code).toBe('METRICS_WITHHELD');
  });

  it('weighs a charge against the budget of its population', () => {
    const gate = createGate({ policy: () => policy, approvalOf: () => approval });
    // Six such releases fit into epsilon 1 at delta 1e-5, eight do not.
    const five = Array.from({ length: 5 }, () => round);
    expect(
      failure(() => gate.admitCharge({ population: 'cardiology', part: 'training', patients: 50 }, five, [round])).code,
    ).toBe('none');
    expect(
      failure(() =>
        gate.admitCharge({ population: 'cardiology', part: 'training', patients: 50 }, [...five, round, round], [round]),
      ).code,
    ).toBe('BUDGET_EXCEEDED');
    expect(failure(() => gate.admitCharge({ population: 'unknown', part: 'training', patients: 50 }, [], [round]))).toMatchObject(
      {
        code: 'BUDGET_EXCEEDED',
        message: 'the hospital has set no budget for population unknown',
      },
    );
    // The budget's delta stays below one over what the hospital declares.
    const many = { population: 'cardiology', part: 'training', patients: 100_000 } as const;
    expect(failure(() => gate.admitCharge(many, [], [round])).code).toBe('DELTA_TOO_LARGE');
    expect(failure(() => gate.admitCharge({ ...many, patients: 99_000 }, [], [round])).code).toBe('none');
    // The ceiling of the approval is another limit, and not counted in the same way.
    const asked = { study: 'heart', planHash, part: 'training' } as const;
    expect(failure(() => gate.admitCeiling(asked, five, [round])).code).toBe('none');
    expect(failure(() => gate.admitCeiling(asked, [...five, ...five], [round]))).toMatchObject({
      code: 'APPROVAL_EXCEEDED',
      message:
        'The approval of plan aaaaaaaaaaaa allows epsilon 1 at delta 0.00001 over all its runs and attempts; this would be more.',
    });
    expect(failure(() => gate.admitCeiling({ ...asked, study: 'lung' }, [], [round])).code).toBe('STUDY_NOT_ALLOWED');
    const bare: Rights = { metrics: 'none', runs: 1, attemptsPerRound: 1 };
    const none = createGate({ policy: () => policy, approvalOf: () => ({ decision: 'approved', rights: bare }) });
    expect(failure(() => none.admitCeiling(asked, [], [round])).message).toContain('allows no charge');
    const strict = createGate({ policy: () => policy, approvalOf: () => approval, epsilonFor: () => ({ epsilon: 2 }) });
    expect(
      failure(() => strict.admitCharge({ population: 'cardiology', part: 'training', patients: 50 }, [], [round])).code,
    ).toBe('BUDGET_EXCEEDED');
  });
});
