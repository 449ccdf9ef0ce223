import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readModelFolder } from '../models/model-folder.ts';
import { type RehearsedRound, rehearse } from './rehearse.ts';

const EXAMPLE = join(ROOT, 'examples/heart-disease');
const PLAN = join(EXAMPLE, 'study.yaml');
const USUAL = { rounds: 2, seed: '1', transport: 'memory' } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consilium-rehearse-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('gives round after round, and then all that a command gives', async () => {
  const rehearsal = rehearse(PLAN, USUAL);
  const rounds: RehearsedRound[] = [];
  for await (const round of rehearsal) rounds.push(round);
  expect(rounds.map(({ round, of }) => [round, of])).toEqual([
    [1, 2],
    [2, 2],
  ]);
  const { summary, weights, write } = await rehearsal.result;
  expect(rounds.at(-1)?.scores?.auc).toBe(summary.final.auc);
  expect(weights).toHaveLength(summary.model.parameters);
  weights.fill(7);
  const out = join(folder, 'out');
  expect(write(out)).toEqual({ ...summary, model: { ...summary.model, path: join(out, 'model/model.json') } });
  expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))).toMatchObject({ run: summary.run });
  expect(existsSync(join(out, 'report.html'))).toBe(true);
  expect(existsSync(join(out, 'board.html'))).toBe(true);
  expect(readModelFolder(out).origin.sha256).toBe(summary.model.sha256);
  expect(() => write(out)).toThrow(expect.objectContaining({ code: 'TARGET_EXISTS' }) as Error);
  write(out, { force: true });
});

it('takes a plan as an object, which is the same plan', async () => {
  const plan = parse(readFileSync(PLAN, 'utf8')) as Record<string, unknown>;
  const [byObject, byPath] = await Promise.all([
    rehearse(plan, { ...USUAL, data: EXAMPLE }).result,
    rehearse(PLAN, USUAL).result,
  ]);
  expect(byObject.summary.planHash).toBe(byPath.summary.planHash);
  expect(byObject.weights).toEqual(byPath.weights);
});

it.each([
  ['USAGE', {}, USUAL],
  ['PLAN_INVALID', {}, { ...USUAL, data: EXAMPLE }],
  ['USAGE', PLAN, { ...USUAL, split: 'halves' }],
  ['FILE_UNREADABLE', 'nowhere.yaml', USUAL],
])('ends with %s what cannot begin, the rounds as well as the result', async (code, plan, options) => {
  const rehearsal = rehearse(plan, options);
  await expect(rehearsal[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code });
  await expect(rehearsal.result).rejects.toMatchObject({ code });
});
