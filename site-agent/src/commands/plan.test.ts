import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@consilium/core';
import { splitFingerprint } from '@consilium/learning';
import { releaseParameters } from '@consilium/plan';
import { budgetUse, deriveRelease, epsilonAlone, type LeftAlone, repeated, statedEpsilon } from '@consilium/privacy';
import { type Roster, signingKey, signRoster, writeRoster } from '@consilium/secure-sum';
import { fillDisk, testCsv, testPlan } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicyFile, disallowStudy, gateFromFiles, readPolicy, type Rights } from '../gate/index.ts';
import { openLedger } from '../ledger/index.ts';
import { siteSigningKey } from '../masks/roster-file.ts';
import { type ProgramRun, runProgram } from '../testing/run-program.ts';
import { SiteFolder } from './site-folder.ts';

let root: string;
let folder: SiteFolder;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-plan-'));
  folder = new SiteFolder(join(root, 'site'));
  mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
  folder.writeConfig({ site: 'north', consortium: 'cardio', address: 'fl.example.org:8443' });
  createPolicyFile(folder.policyPath);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (...argv: string[]): Promise<ProgramRun> => await runProgram(folder.path, ...argv);

function planFile(name: string, change: Parameters<typeof testPlan>[1] = {}): { readonly path: string; readonly hash: string } {
  const plan = testPlan('dp-fedsgd', change);
  const path = join(root, name);
  writeFileSync(path, plan.json);
  return { path, hash: plan.hash };
}

function csv(text = testCsv(50)): string {
  const path = join(root, 'patients.csv');
  writeFileSync(path, text);
  return path;
}

const addData = async (column = 'id', ...more: readonly string[]): ReturnType<typeof run> =>
  await run('data', 'add', 'ward', csv(), '--study', 'test-study', '--patient-column', column, ...more);

const setBudget = async (epsilon = 5, delta = 0.001): ReturnType<typeof run> =>
  await run('plan', 'budget', 'ward', '--epsilon', String(epsilon), '--delta', String(delta), '--reason', 'a test');

describe('what a person sees before a plan is approved', () => {
  it('is all that matters, before there is any folder as after', async () => {
    const { path, hash } = planFile('a.yaml', { rounds: 4, quorum: { sites: 1, attempts: 3 } });
    const shown = await run('plan', 'show', path);
    expect(shown.stdout).toContain('no data set of this site serves the study yet');
    await addData();
    await setBudget();
    const { stdout } = await run('plan', 'show', path);
    for (const words of [
      hash,
      'asked by   consortium cardio, through fl.example.org:8443',
      'patient    column id, at most 16 rows of each',
      'about 50 patients, 0.2 of them held out for good',
      '4 updates of 5 numbers, each tried up to 3 times',
      'if all goes well: one run, each round at once',
      'at worst for one run: each round needs all its attempts',
      '5.000  if nothing stops it before the budget ends',
      '2.000  is the most that this approval allows over its one run',
      'before     no plan of this study was approved here',
    ])
      expect(stdout).toContain(words);
    const { cost, site, rights } = JSON.parse((await run('plan', 'show', path, '--json')).stdout) as {
      readonly cost: { readonly allGoesWell: number; readonly worstOneRun: number };
      readonly site: Record<string, unknown>;
      readonly rights: Record<string, unknown>;
    };
    expect(cost.allGoesWell).toBeLessThanOrEqual(2);
    // Three attempts of each round cost more than one, and less than three times as much.
    expect(cost.worstOneRun / cost.allGoesWell).toBeGreaterThan(1.5);
    expect(cost.worstOneRun / cost.allGoesWell).toBeLessThan(3);
    expect(site).toMatchObject({ budget: { epsilon: 5 }, dataset: { patientColumn: 'id', patients: 50 } });
    expect(rights).toEqual({ metrics: 'noised', ceiling: { epsilon: 2, delta: 0.001 }, runs: 1, attemptsPerRound: 3 });
  });

  describe('of a plan whose noise counts on others', () => {
    const sites = { east: { patients: 40 }, north: { patients: 40 }, south: { patients: 40 }, west: { patients: 40 } };
    const masked = (honestContributors: number): Parameters<typeof testPlan>[1] => ({
      sites,
      quorum: { sites: 4 },
      privacy: { mechanism: 'dp-fedsgd', clip: 1, target: { epsilon: 2, delta: 0.001 }, honestContributors, masks: true },
    });
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const consortium = signingKey(Buffer.alloc(32, 1));

    /** Accepts a roster with this site on it. */
    async function accept(change: Partial<Roster> = {}): Promise<void> {
      const key = (id: string, i: number): string =>
        hex((id === 'north' ? siteSigningKey(folder.statePath) : signingKey(Buffer.alloc(32, 10 + i))).publicKey);
      const on = ['east', 'north', 'south', 'west'].map((id, i) => ({ id, key: key(id, i), patients: 40 }));
      const roster: Roster = { consortium: 'cardio', epoch: 1, sites: on, colluding: 1, minimum: 4, ...change };
      const path = join(root, 'roster.json');
      writeFileSync(path, writeRoster({ roster, signature: signRoster(roster, consortium), key: consortium.publicKey }));
      expect((await run('roster', 'accept', path, '--consortium-key', hex(consortium.publicKey))).code).toBe(0);
    }

    it('is whom it trusts, and what is left if they lie', async () => {
      await addData();
      await setBudget();
      await accept();
      const { path } = planFile('a.yaml', masked(3));
      const { stdout } = await run('plan', 'show', path);
      const json = JSON.parse((await run('plan', 'show', path, '--json')).stdout) as {
        readonly cost: { readonly allGoesWell: number; readonly trust: { readonly epsilonAlone: number } };
        readonly site: Record<string, unknown>;
      };
      const { allGoesWell, trust } = json.cost;
      expect(trust).toMatchObject({ honest: 3, sites: 4 });
      expect(trust.epsilonAlone).toBeGreaterThan(1.5 * allGoesWell);
      expect(stdout).toContain(
        '  masks      updates and noised scores leave under masks: all that is seen of them is their sum\n',
      );
      expect(stdout).toContain('             other hospitals needed honest: 2 of 3 in each sum');
      expect(stdout).toContain(`epsilon ${trust.epsilonAlone.toPrecision(4)} is left by what this hospital sends alone`);
      expect(stdout).toContain('a sum over all 4 sites has 1.15 times the noise that 3 honest ones need');
      expect(stdout).toContain('at least 4 sites in a sum, of which at most 1 collude');
      expect(json.site).toMatchObject({ roster: { epoch: 1, minimum: 4, colluding: 1 }, refusals: [] });
      const approved = await run('plan', 'approve', path);
      expect([approved.code, approved.stdout]).toEqual([0, expect.stringContaining('other hospitals needed honest: 2 of 3')]);
    });

    it('is what is left if they lie of everything that the approval allows, attempts that come to nothing included', async () => {
      await addData();
      await setBudget();
      await accept();
      const plan = testPlan('dp-fedsgd', masked(3));
      const { path } = planFile('a.yaml', masked(3));
      type Shown = { readonly cost: { readonly trust: LeftAlone; readonly aloneAtMost: LeftAlone }; readonly rights: Rights };
      const usual = JSON.parse((await run('plan', 'show', path, '--json')).stdout) as Shown;
      // The usual ceiling is the price of a run in which each round is made once.
      expect(usual.cost.trust).toMatchObject(usual.cost.aloneAtMost);
      expect((await run('plan', 'show', path)).stdout).not.toContain('over all that this approval allows');
      const wide = ['plan', 'approve', path, '--epsilon', '6', '--runs', '2'] as const;
      const { cost, rights } = JSON.parse((await run(...wide, '--json')).stdout) as Shown;
      // A coordinator that has all other sites lets each attempt fail, as long as the approval pays for another one.
      const parameters = releaseParameters(plan);
      const { ceiling, runs, attemptsPerRound } = rights;
      if (parameters === undefined || ceiling === undefined) throw new Error('a plan with privacy');
      const { eventsPerRound, distancePerRound } = deriveRelease(parameters);
      const charges: { events: typeof eventsPerRound; distance: number; honest: number }[] = [];
      const one = { events: eventsPerRound, distance: distancePerRound, honest: 3 };
      for (let i = 0; i < runs * plan.document.rounds * attemptsPerRound; i++) {
        const events = [...charges, one].flatMap((charge) => charge.events);
        if (budgetUse(events, { ...ceiling, accounting: 'one-mechanism' }) > ceiling.epsilon) break;
        charges.push(one);
      }
      expect(charges.length).toBeGreaterThan(plan.document.rounds);
      expect(cost.aloneAtMost.epsilonAlone).toBeCloseTo(epsilonAlone(charges, 0.001), 6);
      expect(cost.aloneAtMost.epsilonAlone).toBeGreaterThan(1.2 * cost.trust.epsilonAlone);
      expect(cost.aloneAtMost.scoresAlone).toBeGreaterThan(1.2 * cost.trust.scoresAlone);
      expect((await run('plan', 'show', path)).stdout).toContain(
        `epsilon ${cost.aloneAtMost.epsilonAlone.toPrecision(4)} then over all that this approval allows, runs and attempts together; epsilon ${cost.aloneAtMost.scoresAlone.toPrecision(4)} of scores`,
      );
    });

    it('is that nobody else has to be honest where each site adds all the noise', async () => {
      await addData();
      await setBudget();
      await accept();
      const { stdout } = await run('plan', 'show', planFile('a.yaml', masked(1)).path);
      expect(stdout).toContain('no other hospital has to be honest, since each adds all the noise itself');
      expect(stdout).not.toContain('other hospitals needed honest');
      expect((await run('plan', 'show', planFile('b.yaml').path)).stdout).not.toContain('  masks ');
    });

    it('is that it would be refused under the roster that there is, and it is not approved then', async () => {
      await addData();
      await setBudget();
      const { path } = planFile('a.yaml', masked(3));
      const refusal = async (): Promise<string> => {
        const { code, stdout } = await run('plan', 'approve', path);
        return code === 0 ? 'approved' : (/WARNING +would be refused: SECURE_SUM_REFUSED: (.*)/.exec(stdout)?.[1] ?? stdout);
      };
      expect(await refusal()).toContain('this hospital has accepted no roster');
      await accept({ minimum: 3 });
      expect(await refusal()).toBe(
        'the plan counts on 3 honest sites in each sum; by the roster of epoch 1 a sum has at least 3 sites, of which 1 may collude',
      );
      const others = ['a', 'b', 'c'].map((id, i) => ({
        id,
        key: hex(signingKey(Buffer.alloc(32, 30 + i)).publicKey),
        patients: 9,
      }));
      const own = { id: 'north', key: hex(siteSigningKey(folder.statePath).publicKey), patients: 40 };
      await accept({ epoch: 2, sites: [...others, own] });
      expect(await refusal()).toBe('1 of the 4 sites of the plan are on the roster of epoch 2, and a sum needs 4');
      await accept({ epoch: 3 });
      expect(await refusal()).toBe('approved');
    });
  });

  it('includes every field in which the plan differs from the version that was approved last', async () => {
    await addData();
    await setBudget();
    const first = planFile('a.yaml');
    expect((await run('plan', 'approve', first.path)).code).toBe(0);
    const second = planFile('b.yaml', {
      rounds: 5,
      privacy: { mechanism: 'dp-fedsgd', clip: 1, target: { epsilon: 3, delta: 0.001 } },
    });
    const { stdout } = await run('plan', 'show', second.path);
    expect(stdout).toContain(`before     plan ${first.hash.slice(0, 12)}, approved on`);
    expect(stdout).toContain('    privacy.target.epsilon: 2 -> 3\n    rounds: 4 -> 5\n');
    expect((await run('plan', 'show', first.path)).stdout).toContain(': the same plan');
  });
});

describe('approving', () => {
  it('gives rights to this plan only, and the list shows those of each', async () => {
    await addData();
    const [a, b] = [planFile('a.yaml'), planFile('b.yaml', { rounds: 5 })];
    await setBudget();
    writeFileSync(folder.policyPath, readFileSync(folder.policyPath, 'utf8').replace('allow: noised', 'allow: exact'));
    // As many as the hospital declares are held out would be too few: said now, since no answer will tell of records.
    const refused = await run('plan', 'approve', a.path, '--share-exact');
    expect(refused).toMatchObject({ code: 4, stdout: expect.stringContaining('METRICS_WITHHELD') as string });
    writeFileSync(
      folder.policyPath,
      readFileSync(folder.policyPath, 'utf8').replace('allow: exact', 'allow: exact\n  minimumCohort: 5'),
    );
    await run('plan', 'approve', a.path, '--reason', 'ethics: no metrics', '--no-metrics', '--who', 'Dr. A');
    const approved = await run(
      'plan',
      'approve',
      b.path,
      '--share-exact',
      '--runs',
      '3',
      '--epsilon',
      '4',
      '--expires',
      '2030-05-01',
    );
    expect(approved.stdout).toContain('anyone who runs the coordinator can read each held-out record');
    const decisions = folder.approvals();
    expect(decisions.decisionOn(a.hash)).toMatchObject({ by: 'Dr. A', rights: { metrics: 'none', runs: 1 } });
    expect(decisions.decisionOn(b.hash)).toMatchObject({
      rights: { metrics: 'exact', runs: 3, ceiling: { epsilon: 4, delta: 0.001 }, expiresMs: Date.UTC(2030, 4, 2) },
    });
    const list = (await run('plan', 'list')).stdout;
    expect(list).toContain('because "ethics: no metrics"');
    expect(list).toMatch(/no scores leave.*\n|EXACT metrics leave, until 2030-05-02 00:00 UTC/);
  });

  it('and adding a file name the rows that cannot be read, and refuse as many as nobody expected', async () => {
    await addData();
    await setBudget();
    const { path } = planFile('a.yaml');
    const file = csv(`${testCsv(300)}x,40,"a,yes\n${testCsv(3).split('\n').slice(1).join('\n')}`);
    const row = 'row 302: cell 3, character 6 of line 302: a quote opens here and is never closed';
    const asked = await run('plan', 'approve', path);
    expect(asked.code).not.toBe(0);
    expect(asked.stdout + asked.stderr).toContain(row);
    const copy = join(root, 'others.csv');
    copyFileSync(file, copy);
    const adding = ['data', 'add', 'other', copy, '--study', 'other', '--patient-column', 'id'];
    const added = await run(...adding);
    expect(added.code).toBe(0);
    expect(added.stdout).toContain(
      `WARNING: 1 row cannot be read and is left out, here and whenever it is read; no coordinator learns of it:\n  ${row}`,
    );
    const strict = await run(...adding, '--unreadable', '0');
    expect(strict.code).toBe(3);
    expect(strict.stdout + strict.stderr).toContain(row);
    expect(strict.stderr).toContain(
      '1 of 304 rows cannot be read, a larger share than 0: mend the file, or say with --unreadable',
    );
  });

  it('again changes what is named, keeps the rest, and says what changed', async () => {
    await addData();
    await setBudget();
    const { path, hash } = planFile('a.yaml');
    const rights = (): unknown => {
      const held = folder.approvals().decisionOn(hash);
      return held?.decision === 'approved' ? held.rights : undefined;
    };
    const ceiling = { epsilon: 4, delta: 0.001 };
    await run('plan', 'approve', path, '--runs', '9', '--epsilon', '4', '--no-metrics', '--expires', '2030-05-01');
    const first = { metrics: 'none', runs: 9, ceiling, expiresMs: Date.UTC(2030, 4, 2) };
    expect(rights()).toMatchObject(first);
    const again = (await run('plan', 'approve', path, '--runs', '20')).stdout;
    expect(again).toContain('  changed    runs: 9 -> 20; what was not named stays\n');
    expect(rights()).toEqual({ ...(rights() as object), ...first, runs: 20 });
    expect((await run('plan', 'approve', path)).stdout).toContain('changed    nothing');
    expect(rights()).toMatchObject({ ...first, runs: 20 });
    const freed = await run('plan', 'approve', path, '--metrics', '--expires', 'never', '--json');
    expect(rights()).toMatchObject({ metrics: 'noised', runs: 20, ceiling });
    expect(rights()).not.toHaveProperty('expiresMs');
    expect((JSON.parse(freed.stdout) as { changed: { field: string }[] }).changed.map(({ field }) => field)).toEqual([
      'expiresMs',
      'metrics',
    ]);
    // A refusal ends what was given: the next approval starts from the usual rights.
    await run('plan', 'refuse', path);
    await run('plan', 'approve', path);
    expect(rights()).toMatchObject({ metrics: 'noised', runs: 1, ceiling: { epsilon: 2, delta: 0.001 } });
  });

  it('needs the policy for exact metrics, and options that agree', async () => {
    await addData();
    const { path, hash } = planFile('a.yaml');
    expect((await run('plan', 'approve', path, '--share-exact')).stderr).toContain('first set metrics.allow to exact');
    expect((await run('plan', 'approve', path, '--share-exact', '--no-metrics')).code).toBe(2);
    for (const bad of [
      ['--runs', '0'],
      ['--attempts', '1.5'],
      ['--expires', '2030-13-01'],
      ['--epsilon', '-1'],
    ])
      expect([bad, (await run('plan', 'approve', path, ...bad)).code]).toEqual([bad, 2]);
    expect(folder.approvals().find(hash)).toBeUndefined();
  });

  it('is refused for a plan with another patient column, and where no data set serves the study', async () => {
    const { path, hash } = planFile('a.yaml');
    expect((await run('plan', 'approve', path)).stderr).toContain('no data set of this site serves the study test-study');
    csv('id,person,age,ward,ill\nv1,p1,1,a,yes\nv2,p1,2,b,no\n');
    const file = join(root, 'patients.csv');
    await run('data', 'add', 'ward', file, '--study', 'test-study', '--patient-column', 'person');
    expect((await run('plan', 'show', path)).stdout).toContain('THIS HOSPITAL DECLARED person: the plan will be refused');
    expect((await run('plan', 'approve', path)).stderr).toContain('takes the column id for the patient');
    expect(folder.approvals().find(hash)).toBeUndefined();
  });

  it('judges the data, and shows every cell that cannot be read with its place, before anything is decided', async () => {
    await addData();
    await setBudget();
    csv('id,age,ward,ill\np1,40,a,yes\np2,old,z,no\np3,1\n');
    const { path, hash } = planFile('a.yaml');
    const refused = await run('plan', 'approve', path);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('3 cells or rows of ward cannot be read');
    for (const place of ['row 3, column age: is not a number', 'row 3, column ward: is not one of', 'row 4: has another number'])
      expect(refused.stdout).toContain(place);
    expect(folder.approvals().find(hash)).toBeUndefined();
    expect((await run('plan', 'approve', path, '--accept-unreadable')).code).toBe(0);
    expect(folder.approvals().find(hash)?.decisions).toHaveLength(1);
  });
});

describe('refusing', () => {
  it('one version leaves the study to the others, and the last one takes it out', async () => {
    await addData();
    await setBudget();
    const [a, b] = [planFile('a.yaml'), planFile('b.yaml', { rounds: 5 })];
    for (const { path } of [a, b]) expect((await run('plan', 'approve', path)).code).toBe(0);
    const first = (await run('plan', 'refuse', a.path)).stdout;
    expect(first).toContain(`test-study stays allowed: approved is still ${b.hash.slice(0, 12)}.`);
    expect(readPolicy(folder.policyPath).allowedStudies).toEqual(['test-study']);
    expect((await run('plan', 'list')).stdout).not.toContain('NO EFFECT');
    expect((await run('plan', 'refuse', b.path)).stdout).toContain('No approved plan of test-study is left');
    expect(readPolicy(folder.policyPath).allowedStudies).toEqual([]);
  });

  it('the last plan that has not ended takes the study out', async () => {
    await addData();
    await setBudget();
    const [a, b] = [planFile('a.yaml'), planFile('b.yaml', { rounds: 5 })];
    await run('plan', 'approve', a.path);
    await run('plan', 'approve', b.path, '--expires', '2020-01-01', '--although-refused');
    expect((await run('plan', 'list')).stdout).toMatch(/NO EFFECT.*has expired/);
    await run('plan', 'refuse', a.path);
    expect(readPolicy(folder.policyPath).allowedStudies).toEqual([]);
  });

  it('an approval that gives nothing says so', async () => {
    await addData();
    await setBudget();
    const { path } = planFile('a.yaml');
    await run('plan', 'approve', path);
    disallowStudy(folder.policyPath, 'test-study');
    const words = 'NO EFFECT (approve the plan again to give it one): This hospital does not take part in study test-study.';
    expect((await run('plan', 'show', path)).stdout).toContain(words);
    expect((await run('plan', 'list')).stdout).toContain(words);
    const shown = JSON.parse((await run('plan', 'show', path, '--json')).stdout) as { readonly noEffect?: string };
    expect(shown.noEffect).toContain('does not take part');
    expect(JSON.parse((await run('plan', 'list', '--json')).stdout)).toMatchObject([{ noEffect: shown.noEffect }]);
  });
});

it('a budget of a population that no data set has is warned of', async () => {
  const alone = (await run('plan', 'budget', 'ward', '--epsilon', '5', '--delta', '0.001', '--reason', 'a test')).stdout;
  expect(alone).toContain('there is no data set yet');
  await addData();
  const typo = (await run('plan', 'budget', 'wrad', '--epsilon', '5', '--delta', '0.001', '--reason', 'a test')).stdout;
  expect(typo).toContain(
    'WARNING: no data set of this site is of population wrad (there is ward), so this budget serves nobody.',
  );
  expect((await setBudget()).stdout).not.toContain('WARNING');
});

describe('what was used and what is left', () => {
  /** Charges rounds of a plan, as an agent would. */
  function charge(plan: ReturnType<typeof testPlan>, run: string, rounds: number): void {
    const ledger = openLedger({ folder: folder.ledgerPath, population: 'ward', clock: systemClock });
    const parameters = releaseParameters(plan) ?? never();
    const { eventsPerRound, distancePerRound } = deriveRelease(parameters);
    const split = splitFingerprint(folder.catalog().splitOf('ward'));
    for (let round = 1; round <= rounds; round++) {
      const key = { kind: 'training', study: 'test-study', run, round, attempt: 1, planHash: plan.hash } as const;
      ledger.reserve(key, { part: 'training', split, events: eventsPerRound, distance: distancePerRound });
      ledger.commit(key, 'b'.repeat(64));
    }
    ledger.close();
  }

  it('is what the ledger counts, in show, list and JSON, with the rounds that a new run would get', async () => {
    await addData();
    await setBudget(2);
    const plan = testPlan('dp-fedsgd');
    const { path } = planFile('a.yaml');
    const before = (await run('plan', 'show', path)).stdout;
    expect(before).toContain('used so far: 0 of 1 run, epsilon 0.00 of 2 at delta 0.001');
    expect(before).toContain('100.0 % of the budget of ward is left');
    // A filter counts more than composition: the run of epsilon 2 does not get through under a budget of 2.
    expect(before).toMatch(/what is left of this budget: [23] of 4 rounds; of this approval: 4 of 4/);
    expect(before).toMatch(/WARNING {4}a new run would get [23] of 4 rounds here/);
    await run('plan', 'budget', 'ward', '--epsilon', '9', '--delta', '0.001', '--reason', 'more');
    expect((await run('plan', 'show', path)).stdout).not.toContain('a new run would get');
    expect((await run('plan', 'approve', path, '--runs', '9', '--epsilon', '8')).code).toBe(0);
    charge(plan, 'run-a', 4);
    charge(plan, 'run-b', 1);
    const { stdout } = await run('plan', 'show', path);
    const parameters = releaseParameters(plan) ?? never();
    const paid = statedEpsilon(repeated(deriveRelease(parameters).eventsPerRound, 5), 0.001).epsilon;
    const words = `used so far: 2 of 9 runs, epsilon ${paid.toFixed(2)} of 8 at delta 0.001`;
    expect(stdout).toContain(words);
    expect(stdout).toMatch(/ {13}[4-8]\d\.\d % of the budget of ward is left/);
    expect((await run('plan', 'list')).stdout).toContain(words);
    const shown = JSON.parse((await run('plan', 'show', path, '--json')).stdout) as { readonly site: unknown };
    expect(shown.site).toMatchObject({ used: { runs: 2, epsilon: paid }, left: { rounds: { budget: 4, approval: 4 } } });
    const listed: unknown = JSON.parse((await run('plan', 'list', '--json')).stdout);
    expect(listed).toMatchObject([{ used: { runs: 2, epsilon: paid, delta: 0.001 } }]);
  });
});

function never(): never {
  throw new Error('the plan has privacy');
}

describe('a decision that the disk or a kill cuts off', () => {
  /** What the agent would say of a plan. */
  function standing(planHash: string): string {
    const gate = gateFromFiles({ policyPath: folder.policyPath, stateFolder: folder.statePath, clock: systemClock });
    try {
      return `runs ${gate.admitPlan({ study: 'test-study', planHash }).runs}`;
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  /** Runs a command without space for files whose path ends so. */
  async function withoutSpace(name: string, ...argv: readonly string[]): Promise<ProgramRun> {
    const free = fillDisk((path) => path.includes(name));
    try {
      return await run(...argv);
    } finally {
      free();
    }
  }

  /** The files that a decision writes, in any order. */
  const files = (hash: string): readonly string[] => ['policy.yaml', `${hash}.json`, `${hash}.study.json`];

  it('approves nothing, not even once another plan of the study is approved', async () => {
    await addData();
    await setBudget();
    const [a, b] = [planFile('a.yaml'), planFile('b.yaml', { rounds: 5 })];
    for (const file of files(a.hash)) {
      const cut = await withoutSpace(file, 'plan', 'approve', a.path, '--runs', '7');
      expect([file, cut.code, cut.stdout.includes('Approved.')]).toEqual([file, 7, false]);
      expect(standing(a.hash)).toMatch(/^(STUDY_NOT_ALLOWED|PLAN_NOT_APPROVED)$/);
      expect((await run('plan', 'approve', b.path)).code).toBe(0);
      expect([file, standing(a.hash), standing(b.hash)]).toEqual([file, 'PLAN_NOT_APPROVED', 'runs 1']);
      await run('plan', 'refuse', b.path);
    }
    expect((await run('plan', 'approve', a.path, '--runs', '7')).code).toBe(0);
    expect(standing(a.hash)).toBe('runs 7');
    for (const file of files(a.hash)) {
      await withoutSpace(file, 'plan', 'approve', a.path, '--runs', '9');
      expect([file, standing(a.hash)]).toEqual([file, file === 'policy.yaml' ? 'runs 9' : 'runs 7']);
      await run('plan', 'approve', a.path, '--runs', '7');
    }
  });

  it('refuses wholly or not at all, and says which', async () => {
    await addData();
    await setBudget();
    const { path, hash } = planFile('a.yaml');
    await run('plan', 'approve', path);
    const before = await withoutSpace(`${hash}.json`, 'plan', 'refuse', path);
    expect([before.code, standing(hash)]).toEqual([7, 'runs 1']);
    const after = await withoutSpace('policy.yaml', 'plan', 'refuse', path);
    expect([after.code, standing(hash)]).toEqual([7, 'PLAN_NOT_APPROVED']);
    expect(after.stderr).toContain(`plan ${hash.slice(0, 12)} was refused, but test-study stays in allowedStudies: `);
    expect((await run('plan', 'refuse', path)).stdout).toContain('taken out of allowedStudies');
  });

  it('an approval says what else takes effect with its study', async () => {
    await addData();
    await setBudget();
    const [a, b] = [planFile('a.yaml'), planFile('b.yaml', { rounds: 5 })];
    await run('plan', 'approve', a.path);
    disallowStudy(folder.policyPath, 'test-study');
    expect((await run('plan', 'approve', b.path)).stdout).toContain(`take effect again: plan ${a.hash.slice(0, 12)}`);
    expect((await run('plan', 'approve', b.path)).stdout).not.toContain('take effect again');
  });
});

describe('what the agent would refuse', () => {
  const mechanisms = (policy: string): string => policy.replace(/^mechanisms:.*$/m, '').concat('\nmechanisms: [dp-fedavg]\n');
  const cases: readonly {
    readonly what: string;
    readonly code: string;
    readonly words: string;
    readonly plan?: Parameters<typeof testPlan>[1];
    readonly patients?: string;
    readonly budget?: readonly [epsilon: number, delta: number];
    readonly policy?: (text: string) => string;
  }[] = [
    {
      what: 'a site of more than twice the patients that the plan names',
      code: 'SIZE_MISSTATED',
      words: 'it declares more than 2 times as many',
      plan: { sites: { north: { patients: 19 }, south: { patients: 20 } } },
    },
    {
      what: 'another site',
      code: 'TASK_INVALID',
      words: 'does not name this site',
      plan: { sites: { south: { patients: 40 } } },
    },
    { what: 'too few patients', code: 'TOO_FEW_PATIENTS', words: 'at least 20 training patients', patients: '20' },
    {
      what: 'a delta of the plan for so many',
      code: 'DELTA_TOO_LARGE',
      words: 'the plan has a delta of 0.001',
      patients: '1000',
      plan: { sites: { north: { patients: 900 } } },
      budget: [5, 1e-4],
    },
    { what: 'no budget', code: 'BUDGET_EXCEEDED', words: 'has set no budget' },
    { what: 'a budget below one round', code: 'BUDGET_EXCEEDED', words: 'this would make it', budget: [0.001, 0.001] },
    { what: 'a mechanism', code: 'MECHANISM_REFUSED', words: 'only dp-fedavg', policy: mechanisms },
  ];

  it.each(cases)('is said before anything is approved: $what', async ({ code, words, plan, patients, budget, policy, what }) => {
    await addData('id', ...(patients === undefined ? [] : ['--patients', patients]));
    if (what !== 'no budget') await setBudget(...(budget ?? [5, 0.001]));
    if (policy !== undefined) writeFileSync(folder.policyPath, policy(readFileSync(folder.policyPath, 'utf8')));
    const { path, hash } = planFile('a.yaml', plan);
    const shown = (await run('plan', 'show', path)).stdout;
    expect(shown).toContain(`would be refused: ${code}: `);
    expect(shown).toContain(words);
    const { site } = JSON.parse((await run('plan', 'show', path, '--json')).stdout) as {
      readonly site: { readonly refusals: readonly { readonly code: string; readonly advice: string }[] };
    };
    expect([...new Set(site.refusals.map((refusal) => refusal.code))]).toEqual([code]);
    expect(site.refusals[0]?.advice).not.toContain('protection at work');
    const refused = await run('plan', 'approve', path);
    expect(refused.stderr).toContain('--although-refused');
    expect(refused.stdout).toContain(`would be refused: ${code}: `);
    expect(refused.code).toBe(4);
    expect(folder.approvals().find(hash)).toBeUndefined();
    expect((await run('plan', 'approve', path, '--although-refused')).stdout).toContain('Approved.');
  });

  it('is nothing where the first task would be served', async () => {
    await addData();
    await setBudget();
    const { path } = planFile('a.yaml');
    expect((await run('plan', 'show', path)).stdout).not.toContain('would be refused');
    expect((await run('plan', 'approve', path)).code).toBe(0);
  });

  it('is nothing for the example, at each of its hospitals, with any usual share held out', async () => {
    const example = fileURLToPath(new URL('../../../examples/heart-disease/', import.meta.url));
    for (const site of ['cleveland', 'hungary', 'switzerland', 'va-long-beach']) {
      for (const heldOut of ['0.2', '0.333']) {
        folder = new SiteFolder(join(root, `${site}-${heldOut}`));
        mkdirSync(folder.statePath, { recursive: true, mode: 0o700 });
        folder.writeConfig({ site, consortium: 'cardio', address: 'fl.example.org:8443' });
        createPolicyFile(folder.policyPath);
        const study = ['--study', 'heart-disease', '--patient-column', 'patient_id', '--held-out', heldOut];
        await run('data', 'add', 'ward', join(example, `${site}.csv`), ...study);
        await setBudget(2);
        const { code, stdout } = await run('plan', 'approve', join(example, 'study.yaml'));
        expect([site, heldOut, code, stdout.includes('refused')]).toEqual([site, heldOut, 0, false]);
      }
    }
  });
});

describe('a data set', () => {
  it('that is added again says what it no longer does, and keeps what is not named', async () => {
    const [file, study] = [csv(), ['--patient-column', 'id', '--study']];
    await run('data', 'add', 'ward', file, '--population', 'town', '--held-out', '0.4', ...study, 'test-study', 'other');
    const again = (await run('data', 'add', 'ward', file, ...study, 'other', 'third')).stdout;
    expect(again).toContain('WARNING: it no longer serves test-study: to keep them');
    expect(again).not.toContain('changed:');
    const [entry] = folder.catalog().entries;
    expect(entry).toMatchObject({ population: 'town', heldOut: 0.4, studies: ['other', 'third'] });
    const more = ['--patients', '90', '--held-out', '0.2', ...study, 'other', 'third'];
    const changed = (await run('data', 'add', 'ward', file, ...more)).stdout;
    expect(changed).toContain('  changed: heldOut: 0.4 -> 0.2\n  changed: patients: 50 -> 90\n');
    expect(changed).not.toContain('no longer serves');
    // A second data set of the same patients holds out the same, without saying so.
    const second = join(root, 'second.csv');
    writeFileSync(second, testCsv(30));
    expect((await run('data', 'add', 'lab', second, '--population', 'town', ...study, 'fourth')).code).toBe(0);
    expect(folder.catalog().entries.find(({ dataset }) => dataset === 'lab')).toMatchObject({ heldOut: 0.2 });
  });

  it('warns of identifiers that may be one person, and declares a rounded number of patients', async () => {
    const file = csv('id,age,ward,ill\n5,1,a,yes\n05,2,b,no\n1E+05,3,a,no\n');
    const { stdout } = await run('data', 'add', 'ward', file, '--study', 'test-study', '--patient-column', 'id');
    expect(stdout).toContain('WARNING: 1 groups of identifiers may each be one person');
    expect(stdout).toContain('WARNING: 1 identifiers look like 1E+05');
    expect(stdout).toContain('first seen in rows 2, 3, 4');
    expect(stdout).toContain('declared as about 10 patients');
    expect((await run('data', 'list')).stdout).toContain('patients by id, about 10');
    expect((await run('data', 'add', 'ward', file, '--study', 'test-study', '--patient-column', 'nobody')).code).toBe(3);
  });
});
