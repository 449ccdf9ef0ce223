import { writeFileSync } from 'node:fs';
import { FakeCoordinator, openGate, testPlan, TestSite } from '@consilium/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { base, evaluationOf, key, plan } from '../../testing/answers.ts';

let fake: FakeCoordinator;
let site: TestSite;

beforeEach(() => {
  fake = new FakeCoordinator();
  site = new TestSite();
});

afterEach(async () => await site.dispose());

describe('a model is scored', () => {
  const report = async (): Promise<Record<string, unknown>> => {
    await fake.until(() => fake.said('evaluationReport', key).length > 0);
    const [{ metricsJson, suppressed } = {}] = fake.said('evaluationReport', key);
    return suppressed
      ? { suppressed: `${suppressed.code}: ${suppressed.message}` }
      : (JSON.parse(metricsJson ?? '{}') as Record<string, unknown>);
  };

  it('and only the metrics that the plan asks for leave', async () => {
    for (const [metrics, fields] of [
      [['loss'], ['loss']],
      [['accuracy'], ['accuracy', 'confusion']],
      [['auc'], ['auc', 'scoreHistogram']],
      [
        ['loss', 'accuracy', 'auc'],
        ['accuracy', 'auc', 'confusion', 'loss', 'scoreHistogram'],
      ],
    ] as const) {
      fake.received.length = 0;
      const asking = testPlan('dp-fedsgd', { evaluation: { metrics, scoreBins: 10 } });
      await site.start(fake, asking, { heldOut: 0.5 });
      await fake.send({ evaluationRequest: evaluationOf(fake, asking, base) });
      expect(Object.keys(await report()).sort()).toEqual([...fields, 'lossFinite', 'patients', 'rows'].sort());
      await site.stop();
    }
  });

  it('and counts of few patients stay, each told in words, while the figures leave', async () => {
    const metrics = ['loss', 'accuracy', 'auc', 'calibration'];
    const asking = testPlan('dp-fedsgd', { evaluation: { metrics, subgroups: { ward: {} } } });
    const gate = openGate(asking, { metrics: { allow: 'exact', minimumCohort: 11, minimumOthers: 0 } });
    await site.start(fake, asking, { gate, heldOut: 0.5 });
    await fake.send({ evaluationRequest: evaluationOf(fake, asking, base) });
    const { suppressed, subgroups, ...rest } = await report();
    expect(Object.keys(rest).sort()).toEqual(['accuracy', 'auc', 'ece', 'loss', 'lossFinite', 'patients', 'rows']);
    expect(Object.keys(suppressed as object).sort()).toEqual(['calibration', 'confusion', 'scoreHistogram']);
    for (const words of Object.values(suppressed as Record<string, string>)) expect(words).toContain('Suppressed is not zero.');
    // Ward b has 11 of the held-out patients, a and c have fewer, and "missing" has nobody.
    const shown: unknown = expect.objectContaining({ patients: 11, accuracy: expect.any(Number) as unknown });
    expect(subgroups).toEqual({
      ward: {
        a: { state: 'suppressed' },
        b: { state: 'shown', evaluation: shown },
        c: { state: 'suppressed' },
        missing: { state: 'empty' },
      },
    });
  });

  it('and nothing leaves a site whose held-out patients all have one outcome', async () => {
    const asking = testPlan('dp-fedsgd', { evaluation: { metrics: ['loss', 'accuracy', 'auc'], subgroups: { ward: {} } } });
    const rows = Array.from({ length: 60 }, (_, i) => `p${i},${i},${'abc'[i % 3]},yes`);
    writeFileSync(site.csv, `id,age,ward,ill\n${rows.join('\n')}\n`);
    const gate = openGate(asking, { metrics: { allow: 'exact', minimumCohort: 11 } });
    await site.start(fake, asking, { gate, heldOut: 0.9 });
    await fake.send({ evaluationRequest: evaluationOf(fake, asking, base) });
    expect((await report())['suppressed']).toMatch(
      /^METRICS_WITHHELD: .* do not have the commonest outcome; here there are fewer/,
    );
  });

  it('with intervals when the plan asks for them, the same whenever it is asked, and only of its metrics', async () => {
    const asking = testPlan('dp-fedsgd', { evaluation: { metrics: ['loss', 'accuracy'], intervals: true } });
    await site.start(fake, asking, { heldOut: 0.5 });
    await fake.send({ evaluationRequest: evaluationOf(fake, asking, base) });
    const first = await report();
    expect(Object.keys(first['intervals'] as object).sort()).toEqual(['accuracy', 'loss']);
    const { low, high } = (first['intervals'] as Record<string, { low: number; high: number }>)['loss'] ?? { low: 1, high: 0 };
    expect(low).toBeLessThanOrEqual(first['loss'] as number);
    expect(high).toBeGreaterThanOrEqual(first['loss'] as number);
    fake.received.length = 0;
    await fake.send({ evaluationRequest: evaluationOf(fake, asking, base) });
    expect(await report()).toEqual(first);
  });

  it('under the policy, and suppressed is explained in words', async () => {
    for (const [change, words] of [
      [{ metrics: {} }, 'METRICS_WITHHELD: This hospital lets no exact metrics out under plan'],
      [
        { metrics: { allow: 'exact', minimumCohort: 45 } },
        'METRICS_WITHHELD: This hospital shares metrics on at least 45 held-out patients',
      ],
      [{ allowedStudies: [] }, 'STUDY_NOT_ALLOWED'],
    ] as const) {
      fake.received.length = 0;
      await site.start(fake, plan, { gate: openGate(plan, change) });
      await fake.send({ evaluationRequest: evaluationOf(fake, plan, base) });
      expect((await report())['suppressed']).toContain(words);
      await site.stop();
    }
  });

  it('only when it is one: sizes, hashes and numbers are checked', async () => {
    const bad = Float32Array.from(base);
    bad[1] = Number.NaN;
    for (const [change, words] of [
      [{ modelBytes: 4 }, 'TASK_INVALID: the model to score does not have the size that the plan says'],
      [{ modelHash: fake.hold(new Uint8Array(bad.buffer)) }, 'TASK_INVALID: the model received is not finite'],
      [{ modelHash: fake.hold(new Uint8Array(8)) }, 'TASK_INVALID: the model received has 8 bytes, 20 were announced'],
      [{ study: 'other' }, 'STUDY_NOT_ALLOWED'],
    ] as const) {
      fake.received.length = 0;
      await site.start(fake, plan);
      await fake.send({ evaluationRequest: { ...evaluationOf(fake, plan, base), ...change } });
      expect((await report())['suppressed']).toContain(words);
      await site.stop();
    }
  });
});
