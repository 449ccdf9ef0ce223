import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsiliumError, secureRandom, sha256Hex, systemClock } from '@consilium/core';
import { readPlan } from '@consilium/plan';
import { deriveSynthesis, type SyntheticRecords } from '@consilium/privacy';
import { ROOT } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { type Ledger, openLedger, readLedger } from '../ledger/index.ts';
import { newFile } from './new-file.ts';
import { synthesiseDataset, type SyntheticTools } from './synthesise-dataset.ts';
import { syntheticDomain } from './synthetic-domain.ts';

const plan = readPlan(join(ROOT, 'examples/heart-disease/study.yaml'));
const domain = syntheticDomain(plan, 8);
const request = {
  plan,
  domain,
  entry: { dataset: 'heart', population: 'heart' } as DatasetEntry,
  epsilon: 1,
  delta: 1e-4,
  rows: 30,
};

let root: string;
let ledger: Ledger;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'consilium-synthetic-'));
  ledger = openLedger({ folder: join(root, 'ledger'), population: 'heart', clock: systemClock });
});
afterEach(() => {
  ledger.close();
  rmSync(root, { recursive: true, force: true });
});

const nobody: SyntheticRecords = {
  columns: domain.map(({ cells, ordered }) => ({ cells, ...(ordered === undefined ? {} : { ordered }) })),
  rows: 0,
  values: domain.map(() => new Uint16Array(0)),
};

function tools(more: Partial<SyntheticTools> = {}): SyntheticTools {
  return {
    catalog: { patientsOf: () => 200, splitOf: () => ({ secret: new Uint8Array(32), share: 0.2 }) },
    gate: { budgetToRecord: () => undefined, admitCharge: () => {} },
    ledger,
    random: secureRandom(),
    records: () => Promise.resolve(nobody),
    leaving: () => {},
    progress: () => {},
    ...more,
  };
}

const out = (): string => join(root, 'out.csv');
const charges = () => readLedger(join(root, 'ledger'), 'heart').charges;

describe('synthetic data of a data set', () => {
  it('are charged what the derivation says, of the part that trains, before a record is read', async () => {
    let when: readonly string[] = [];
    const records = (): Promise<SyntheticRecords> => {
      when = charges().map(({ state }) => state);
      return Promise.resolve(nobody);
    };
    const made = await synthesiseDataset(request, tools({ records }), newFile(out(), 'x'));
    expect(when).toEqual(['reserved']);
    const { events } = deriveSynthesis({ columns: 11, target: { epsilon: 1, delta: 1e-4 } });
    expect(charges()).toMatchObject([{ state: 'committed', part: 'training', events, distance: 0, update: made.hash }]);
    expect(sha256Hex(readFileSync(out()))).toBe(made.hash);
  });

  it('are committed before anything is said of them or written', async () => {
    let when: readonly string[] = [];
    const leaving = (): void => {
      when = [...charges().map(({ state }) => state), readFileSync(`${out()}.x`, 'utf8')];
    };
    await synthesiseDataset(request, tools({ leaving }), newFile(out(), 'x'));
    expect(when).toEqual(['committed', '']);
  });

  it.each(['records', 'leaving'] as const)('are paid for, and not written, when %s fails', async (step) => {
    const failing = (): never => {
      throw new ConsiliumError({ code: 'FILE_UNREADABLE', message: 'gone' });
    };
    const file = newFile(out(), 'x');
    await expect(synthesiseDataset(request, tools({ [step]: failing }), file)).rejects.toThrow('gone');
    file.close();
    expect(charges()).toMatchObject([{ state: 'committed' }]);
    expect(readdirSync(root)).toEqual(['ledger']);
  });

  it('cost nothing where the budget has no room, and read nothing', async () => {
    const admitCharge = (): never => {
      throw new ConsiliumError({ code: 'BUDGET_EXCEEDED', message: 'no room' });
    };
    const records = (): Promise<SyntheticRecords> => Promise.reject(new Error('nothing may be read'));
    const gate = { budgetToRecord: () => undefined, admitCharge };
    await expect(synthesiseDataset(request, tools({ gate, records }), newFile(out(), 'x'))).rejects.toThrow('no room');
    expect(charges()).toEqual([]);
  });

  it('say nothing of runs, and stand under no ceiling of an approval', async () => {
    await synthesiseDataset(request, tools(), newFile(out(), 'x'));
    expect(ledger.useOf(plan.hash).size).toBe(0);
    expect(ledger.events({ planHash: plan.hash, part: 'training', except: ['synthetic'] })).toEqual([]);
    expect(ledger.events({ part: 'training' })).toHaveLength(3);
  });

  it('never take the place of a file that came meanwhile', async () => {
    const file = newFile(out(), 'x');
    const other = newFile(out(), 'y');
    other.write(Buffer.from('mine'));
    await expect(synthesiseDataset(request, tools(), file)).rejects.toThrow('is there already');
    expect(readFileSync(out(), 'utf8')).toBe('mine');
  });

  it('refuse a plan of too many columns or with images, by the plan alone', () => {
    const wide = { ...plan, inputs: Array.from({ length: 100 }, () => plan.inputs[0] as (typeof plan.inputs)[number]) };
    expect(() => syntheticDomain(wide, 8)).toThrow('the plan has 101 columns');
    const [first] = plan.inputs;
    const feature = { kind: 'image', width: 8, height: 8, channels: 1, scale: 'none' } as const;
    const drawn = { ...plan, inputs: [{ ...(first as (typeof plan.inputs)[number]), name: 'scan', feature }] };
    expect(() => syntheticDomain(drawn, 8)).toThrow('scan is an image');
  });
});
