import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@consilium/core';
import { type CompiledPlan, parsePlan, readPlan } from '@consilium/plan';
import { BASIC_POLICY, foreseeRefusals, policySchema, usualRights } from '@consilium/site-agent';
import { wellFormed } from '@consilium/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { rehearsalRoster } from '../rehearsal-roster.ts';
import { renderReport } from '../report/render-report.ts';
import { fakeSummary } from '../report/testing/fake-summary.ts';
import { simulate } from '../simulation.ts';
import { summarise } from '../summarise.ts';
import { renderPolicyAnswers } from '../terminal/policy-lines.ts';
import { type AskedSite, type PolicyAnswers, policyAnswers } from './policy-answers.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PLAN_PATH = join(ROOT, 'examples/heart-disease/study.yaml');
const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'consilium-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function policyFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `version: 1\n${text}`, { mode: 0o600 });
  return path;
}

/** Hospitals as large as the plan says. */
function sitesOf({ siteIds, document }: CompiledPlan): AskedSite[] {
  return siteIds.map((id) => ({ id, patients: document.sites[id]?.patients ?? 1 }));
}

function ask(plan: CompiledPlan, file?: string): PolicyAnswers {
  const sites = sitesOf(plan);
  const roster = rehearsalRoster(plan, seededRandom('roster'))?.roster;
  return policyAnswers({ plan, sites, heldOut: 0.2, roster, nowMs: NOW_MS, ...(file === undefined ? {} : { file }) });
}

const codes = ({ refusals }: PolicyAnswers): readonly string[] => refusals.map(({ code }) => code);

describe('what hospitals would answer a plan', () => {
  const plan = readPlan(PLAN_PATH);

  it('is asked of the policy that agents start with, which serves it and keeps exact scores', () => {
    expect(BASIC_POLICY).toEqual(policySchema.parse(parse(readFileSync(join(ROOT, 'docs/samples/policy/basic.yaml'), 'utf8'))));
    const found = ask(plan);
    expect(found).toMatchObject({ file: null, budgetAssumed: true, refusals: [] });
    expect(found.withheld.map(({ kind, sites }) => [kind, sites.length])).toEqual([['exact', 4]]);
  });

  it('is what an agent says of the same policy, word for word', () => {
    const text =
      'minimumPatients: 1000\nmechanisms: [dp-sgd]\nbudgets:\n  hearts: { epsilon: 0.01, delta: 0.001, who: A, reason: B, at: 2026-01-01T00:00:00Z }\n';
    const file = policyFile('strict.yaml', text);
    const found = ask(plan, file);
    const [{ id: siteId, patients } = { id: '', patients: 0 }] = sitesOf(plan);
    const said = foreseeRefusals({
      siteId,
      plan,
      rights: usualRights(plan),
      entry: {
        dataset: 'hearts',
        population: 'hearts',
        heldOut: 0.2,
        patientColumn: plan.document.data.patientId,
        patients,
        source: { kind: 'csv', path: '' },
        studies: [plan.document.study],
      },
      determination: () => undefined,
      declaredPatients: patients,
      policy: policySchema.parse(parse(readFileSync(file, 'utf8'))),
      charges: [],
      recorded: undefined,
      roster: undefined,
      nowMs: NOW_MS,
    });
    expect(said.map(({ code }) => code)).toContain('BUDGET_EXCEEDED');
    expect(
      found.refusals
        .filter(({ sites }) => sites.includes(siteId))
        .map(({ code, message, advice }) => ({ code, message, advice })),
    ).toEqual(said);
    expect(found.budgetAssumed).toBe(false);
  });

  it.each([
    ['minimumPatients: 1000\n', 'MECHANISM_REFUSED', false],
    ['minimumPatients: 1000\n', 'TOO_FEW_PATIENTS', true],
    ['mechanisms: [dp-sgd]\n', 'MECHANISM_REFUSED', true],
    ['attestation: required\n', 'ATTESTATION_MISSING', true],
  ])('follows the file: %s%s %s', (text, code, refused) => {
    expect(codes(ask(plan, policyFile('one.yaml', text))).includes(code)).toBe(refused);
  });

  it('withholds all scores where the policy lets none out', () => {
    const found = ask(plan, policyFile('none.yaml', 'metrics: { allow: none }\n'));
    expect(found.withheld.map(({ kind }) => kind)).toEqual(['noised', 'exact']);
    const open = ask(plan, policyFile('exact.yaml', 'metrics: { allow: exact }\n'));
    expect(open.withheld).toEqual([]);
  });

  it('refuses a plan without privacy, and serves one under masks whose roster is accepted', () => {
    const { document } = plan;
    const without = ask(readPlan(join(ROOT, 'examples/heart-disease/no-privacy.yaml')));
    expect(codes(without)).toContain('MECHANISM_REFUSED');
    const masks = parsePlan(
      JSON.stringify({ ...document, privacy: { ...document.privacy, honestContributors: 2, masks: true } }),
    );
    expect(codes(ask(masks))).toEqual([]);
    const question = { plan: masks, sites: sitesOf(masks), heldOut: 0.2, roster: undefined, nowMs: NOW_MS };
    expect(codes(policyAnswers(question))).toContain('SECURE_SUM_REFUSED');
  });

  it('names the sites of each refusal, and is refused itself where the policy cannot be read', () => {
    const sites = [
      { id: 'cleveland', patients: 10 },
      { id: 'hungary', patients: 300 },
    ];
    const found = policyAnswers({ plan, sites, heldOut: 0.2, roster: undefined, nowMs: NOW_MS });
    expect(found.refusals.find(({ code }) => code === 'TOO_FEW_PATIENTS')?.sites).toEqual(['cleveland']);
    expect(() => ask(plan, policyFile('broken.yaml', 'minimumPatient: 5\n'))).toThrow(/minimumPatient/);
  });
});

it('a rehearsal asks before its first round, shows the answers and goes on', { timeout: 120_000 }, async () => {
  const told: string[] = [];
  const result = await simulate({
    planPath: PLAN_PATH,
    rounds: 1,
    transport: 'memory',
    policyPath: policyFile('sim.yaml', 'minimumPatients: 200\n'),
    ownModels: false,
    version: 'test',
    onPolicy: (answers) => void told.push(...renderPolicyAnswers(answers, 4)),
    onProgress: () => void told.push('progress'),
  });
  const text = told.slice(0, told.indexOf('progress')).join('\n');
  expect(text).toMatch(/would refuse this plan even once it is approved/);
  expect(text).toMatch(/Refused: .*switzerland.*TOO_FEW_PATIENTS/);
  expect(text).toMatch(/Withheld: all 4 sites/);
  const summary = summarise(result, '');
  expect(summary.policy?.refusals[0]?.sites).toContain('switzerland');
  const page = wellFormed(renderReport(summary))
    .map((element) => element.text)
    .join(' ');
  expect(page).toContain('What a hospital would say');
  expect(page).toContain('TOO_FEW_PATIENTS');
  expect(renderReport(fakeSummary())).not.toContain('What a hospital would say');
});
