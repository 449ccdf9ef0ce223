import { describe, expect, it } from 'vitest';
import type { Evaluation, SubgroupCell } from './evaluation.ts';
import { type PooledSubgroups, poolSubgroups } from './pool-subgroups.ts';

const scores = (rows: number, more: Partial<Evaluation> = {}): Evaluation => ({
  patients: rows,
  rows,
  lossFinite: true,
  ...more,
});
const shown = (rows: number, more: Partial<Evaluation> = {}): SubgroupCell => ({
  state: 'shown',
  evaluation: scores(rows, more),
});
const SUPPRESSED: SubgroupCell = { state: 'suppressed' };
const EMPTY: SubgroupCell = { state: 'empty' };
const site = (rows: number, sex: Record<string, SubgroupCell>): Evaluation => scores(rows, { accuracy: 0.5, subgroups: { sex } });

const pool = (...sites: Evaluation[]): PooledSubgroups | undefined => poolSubgroups(sites, { sex: ['female', 'male'] });

describe('poolSubgroups', () => {
  it('weighs the sites by their rows and says at how many a cell is shown, suppressed or empty', () => {
    const pooled = pool(
      site(40, { female: shown(10, { accuracy: 0.5, loss: 1 }), male: shown(30, { accuracy: 0.9, loss: 0.2 }) }),
      site(60, { female: shown(30, { accuracy: 0.9, loss: 0.2 }), male: shown(30, { accuracy: 0.7, loss: 0.4 }) }),
      site(12, { female: SUPPRESSED, male: SUPPRESSED }),
      site(20, { female: EMPTY, male: shown(20, { accuracy: 1, loss: 0 }) }),
    );
    expect(pooled?.sex?.female).toMatchObject({ sites: 2, suppressed: 1, empty: 1, evaluation: { patients: 40, rows: 40 } });
    expect(pooled?.sex?.female?.evaluation?.accuracy).toBeCloseTo(0.8, 12);
    expect(pooled?.sex?.female?.evaluation?.loss).toBeCloseTo(0.4, 12);
    expect(pooled?.sex?.male).toMatchObject({ sites: 3, suppressed: 1, empty: 0, evaluation: { patients: 80 } });
  });

  it('never makes a number of a suppressed cell, nor a suppressed cell of an empty one', () => {
    const pooled = pool(site(12, { female: SUPPRESSED, male: EMPTY }), site(9, { female: SUPPRESSED, male: EMPTY }));
    expect(pooled).toEqual({
      sex: { female: { sites: 0, suppressed: 2, empty: 0 }, male: { sites: 0, suppressed: 0, empty: 2 } },
    });
  });

  it('gives rankings as means of the sites that have them, and says how many those are', () => {
    const pooled = pool(
      site(40, { female: shown(10, { auc: 0.6, averagePrecision: 0.5 }) }),
      site(60, { female: shown(30, { auc: 0.8 }) }),
      site(60, { female: shown(20, { aucUndefined: 'one class' }) }),
    );
    expect(pooled?.sex?.female?.auc).toEqual({ value: expect.closeTo(0.75, 12) as number, sites: 2 });
    expect(pooled?.sex?.female?.averagePrecision).toEqual({ value: 0.5, sites: 1 });
    expect(pooled?.sex?.female?.evaluation?.auc).toBeUndefined();
  });

  it('keeps to the labels of the plan and their order, also where a label is the name of an object member', () => {
    const labels = ['male', 'below 50', '50 and above', 'constructor'];
    const table = site(20, { '50 and above': shown(5), constructor: shown(7), 'below 50': EMPTY, invented: shown(99) });
    const { sex = {}, ...others } = poolSubgroups([table, scores(5, { subgroups: { ward: {} } })], { sex: labels }) ?? {};
    expect(others).toEqual({});
    expect(Object.keys(sex)).toEqual(labels);
    expect(sex['male']).toEqual({ sites: 0, suppressed: 0, empty: 0 });
    expect(poolSubgroups([site(20, {})], { sex: ['constructor'] })?.sex?.['constructor']?.sites).toBe(0);
  });

  it('is absent when no site has a table; a site without one counts nowhere', () => {
    expect(pool()).toBeUndefined();
    expect(pool(scores(5))).toBeUndefined();
    expect(pool(scores(5), site(20, { female: shown(20) }))?.sex?.female).toMatchObject({ sites: 1, suppressed: 0 });
  });
});
