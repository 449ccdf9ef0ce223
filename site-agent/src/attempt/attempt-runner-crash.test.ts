import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeCoordinator, openGate, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answersTo, base, evaluationKey, evaluationOf, key, plan } from '../testing/answers.ts';

let fake: FakeCoordinator;
let site: TestSite;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});

afterEach(async () => await site.dispose());

const { counted } = answersTo(() => fake);

describe('a crash at any moment', () => {
  it('never costs twice, never gives other bytes, leaves no gap in the ledger', async () => {
    const shots: { readonly at: string; readonly folder: string; readonly left: string | undefined }[] = [];
    const home = mkdtempSync(join(tmpdir(), 'consilium-shots-'));
    const shoot = (at: string): void => {
      const folder = join(home, String(shots.length));
      mkdirSync(folder);
      cpSync(site.folder, folder, { recursive: true });
      shots.push({ at, folder, left: fake.uploads.get('run-a.1.1')?.header.updateHash ?? undefined });
    };
    try {
      const open = openGate(plan);
      const gate = {
        ...open,
        admitTask: (facts: Parameters<typeof open.admitTask>[0]) => {
          shoot('task judged');
          open.admitTask(facts);
        },
        admitCharge: (...facts: Parameters<typeof open.admitCharge>) => {
          open.admitCharge(...facts);
          shoot('before the reservation');
        },
      };
      fake.faults.blob = () => shoot('fetching');
      fake.faults.status = () => shoot('committed');
      fake.faults.put = () => shoot('first byte');
      fake.faults.chunk = () => shoot('chunk');
      fake.faults.counted = () => shoot('counted');
      await site.start(fake, plan, { gate, observe: (_, phase) => shoot(`after ${phase}`) });
      shoot('start');
      await fake.offer(plan, base, key);
      await counted();
      await fake.until(() => shots.some(({ at }) => at === 'after upload'));
      await site.stop();
      expect(new Set(shots.map(({ at }) => at))).toEqual(
        new Set(
          'start,task judged,before the reservation,fetching,after fetch,after train,after store,committed,first byte,chunk,counted,after upload'.split(
            ',',
          ),
        ),
      );
      for (const shot of shots) {
        const again = new TestSite(shot.folder);
        const next = new FakeCoordinator();
        try {
          const before = again.charges();
          await again.start(next, plan);
          await next.offer(plan, base, key);
          await next.until(() => next.counted(key) !== undefined || next.said('taskAnswer', key).some(({ refusal }) => refusal));
          await again.stop();
          const charges = again.charges();
          const sent = next.counted(key)?.header.updateHash;
          expect([shot.at, charges.map(({ state }) => state)]).toEqual([shot.at, ['committed']]);
          if (sent !== undefined) expect([shot.at, charges[0]?.update]).toEqual([shot.at, sent]);
          // Whatever had left, or was free to leave, is the only thing that leaves.
          const bound = shot.left ?? before[0]?.update;
          if (bound !== undefined) expect([shot.at, sent ?? bound]).toEqual([shot.at, bound]);
          // Without a charge nothing had left.
          if (shot.left !== undefined)
            expect(before.map(({ state, update }) => [state, update])).toEqual([['committed', shot.left]]);
        } finally {
          await again.dispose();
        }
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  it('of an evaluation neither: scores are charged once, and are the same bytes or none', async () => {
    const shots: { readonly at: string; readonly folder: string; readonly left: string | undefined }[] = [];
    const home = mkdtempSync(join(tmpdir(), 'consilium-shots-'));
    const shoot = (at: string): void => {
      const folder = join(home, String(shots.length));
      mkdirSync(folder);
      cpSync(site.folder, folder, { recursive: true });
      shots.push({ at, folder, left: fake.uploads.get('run-a.1.1.evaluation')?.header.updateHash ?? undefined });
    };
    try {
      const open = openGate(plan);
      const gate = {
        ...open,
        admitCharge: (...facts: Parameters<typeof open.admitCharge>) => {
          open.admitCharge(...facts);
          if (facts[0].part === 'held-out') shoot('before the reservation');
        },
      };
      const evaluating = (attempt: { readonly kind?: string }): boolean => attempt.kind === 'evaluation';
      await site.start(fake, plan, { gate, observe: (attempt, phase) => void (evaluating(attempt) && shoot(`after ${phase}`)) });
      await fake.offer(plan, base, key);
      await counted();
      fake.faults.status = () => shoot('committed');
      fake.faults.put = () => shoot('first byte');
      fake.faults.chunk = () => shoot('chunk');
      fake.faults.counted = () => shoot('counted');
      await fake.send({ evaluationRequest: evaluationOf(fake, plan, base) });
      await counted(evaluationKey);
      await fake.until(() => shots.some(({ at }) => at === 'after upload'));
      await site.stop();
      expect(shots.map(({ at }) => at)).toEqual(
        expect.arrayContaining(
          'before the reservation,after fetch,after evaluate,after store,committed,first byte,chunk,counted,after upload'.split(
            ',',
          ),
        ),
      );
      for (const shot of shots) {
        const again = new TestSite(shot.folder);
        const next = new FakeCoordinator();
        try {
          const before = again.charges().filter((charge) => charge.key.kind === 'evaluation');
          await again.start(next, plan);
          await next.send({ evaluationRequest: evaluationOf(next, plan, base) });
          await next.until(
            () => next.counted(evaluationKey) !== undefined || next.said('evaluationDeclined', evaluationKey).length > 0,
          );
          await again.stop();
          const charges = again.charges().filter((charge) => charge.key.kind === 'evaluation');
          const sent = next.counted(evaluationKey)?.header.updateHash;
          expect([shot.at, charges.map(({ state }) => state)]).toEqual([shot.at, ['committed']]);
          if (sent !== undefined) expect([shot.at, charges[0]?.update]).toEqual([shot.at, sent]);
          const bound = shot.left ?? before[0]?.update;
          if (bound !== undefined) expect([shot.at, sent ?? bound]).toEqual([shot.at, bound]);
          if (shot.left !== undefined)
            expect(before.map(({ state, update }) => [state, update])).toEqual([['committed', shot.left]]);
        } finally {
          await again.dispose();
        }
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
