import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { goldenStore } from '../testing/golden-store.ts';
import { parseAttemptRecord, parseRunState } from './stored-state.ts';

/** What 0.1.0 has stored. */
function golden(): { readonly states: Map<string, string>; readonly records: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-golden-'));
  goldenStore(folder);
  const file = new SqliteDatabase(join(folder, 'coordinator.db'), { readonly: true });
  const runs = file.prepare('select state, state_json from runs').all() as { state: string; state_json: string }[];
  const attempts = file.prepare('select record_json from attempts').all() as { record_json: string }[];
  file.close();
  rmSync(folder, { recursive: true });
  return {
    states: new Map(runs.map((row) => [row.state, row.state_json])),
    records: attempts.map((row) => row.record_json),
  };
}

const { states, records } = golden();
const collecting = states.get('collecting') ?? '';

describe('what 0.1.0 has stored', () => {
  it('has every state, every participation and every kind of scores', () => {
    expect([...states.keys()].sort()).toEqual(['aggregating', 'collecting', 'completed', 'evaluating', 'failed', 'stopped']);
    const kinds = new Set(
      [...states.values(), ...records].flatMap((json) => [...json.matchAll(/"t":"(\w+)"/g)].map(([, t]) => t)),
    );
    const parts = ['accepted', 'counted', 'failed', 'refused', 'rejected', 'reported', 'suppressed', 'waiting'];
    expect([...kinds].sort()).toEqual([...new Set([...states.keys(), ...parts])].sort());
  });

  it.each([...states])('is read as it was written: %s', (t, json) => {
    expect(parseRunState('run-1', json)).toMatchObject({ t });
    expect(parseRunState('run-1', json)).toEqual(JSON.parse(json));
  });

  it.each(records)('is read as it was written: %.60s', (json) => {
    expect(parseAttemptRecord('run-1', json)).toEqual(JSON.parse(json));
  });
});

describe('anything else names its run and is refused', () => {
  const bent = (change: (state: Record<string, unknown>) => void): string => {
    const state = JSON.parse(collecting) as Record<string, unknown>;
    change(state);
    return JSON.stringify(state);
  };
  it.each([
    ['no JSON', collecting.slice(0, -1)],
    ['nothing', 'null'],
    ['a state that is not known', bent((state) => Object.assign(state, { t: 'paused' }))],
    ['a field that is not known', bent((state) => Object.assign(state, { phase: 'masks' }))],
    ['a field that is missing', bent((state) => delete state['baseHash'])],
    ['a number that is text', bent((state) => Object.assign(state, { round: '1' }))],
    ['a participation that is not known', bent((state) => Object.assign(state, { participants: { north: { t: 'masked' } } }))],
    ['a count without its hash', bent((state) => Object.assign(state, { participants: { north: { t: 'counted' } } }))],
  ])('%s', (_what, json) => {
    const refusal = {
      code: 'STATE_UNREADABLE',
      message: expect.stringMatching(/^the state of run-7 is stored in a form/) as string,
    };
    expect(() => parseRunState('run-7', json)).toThrow(expect.objectContaining(refusal) as Error);
  });

  it('a record too', () => {
    const json = JSON.stringify({ ...(JSON.parse(records[0] ?? '') as object), outcome: 'paused' });
    const refusal = {
      code: 'STATE_UNREADABLE',
      message: expect.stringMatching(/^an attempt of run-7 is stored in a form/) as string,
    };
    expect(() => parseAttemptRecord('run-7', json)).toThrow(expect.objectContaining(refusal) as Error);
  });
});
