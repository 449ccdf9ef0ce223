import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readPlan } from './compile.ts';
import { PLAN_EXAMPLE } from './plan-example.ts';
import { renderPlanReference } from './plan-reference.ts';
import { planSchema } from './schema.ts';

const DOCS = join(import.meta.dirname, '../../../docs');
const reference = renderPlanReference();

interface Schema {
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

/** Every field of the schema with its path. */
function fields(schema: Schema, path: string): [string, Schema][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]): [string, Schema][] => [
    [`${path}.${name}`, field],
    ...fields(field, `${path}.${name}`),
  ]);
  const inner = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])];
  if (typeof schema.additionalProperties === 'object') inner.push(schema.additionalProperties);
  return [...own, ...inner.flatMap((part) => fields(part, path))];
}

const everything = fields(z.toJSONSchema(planSchema, { io: 'input' }) as Schema, '');

describe('docs/plan-reference.md', () => {
  // After a change of the schema `npx vitest run lib/plan -u` rewrites the file.
  it('is what the schema says', async () => {
    await expect(reference).toMatchFileSnapshot(join(DOCS, 'plan-reference.md'));
  });

  it('has every field of the schema, each with a meaning', () => {
    expect(everything.length).toBeGreaterThan(120);
    const silent = everything.filter(([, { description }]) => description === undefined).map(([path]) => path);
    expect(silent).toEqual([]);
    for (const [path, { description = '' }] of everything) {
      const name = path.split('.').at(-1) ?? '';
      expect(reference).toMatch(new RegExp(`[\`.]${name}[\`:]`));
      // Meanings of sections and variants begin with a capital there.
      expect(reference.toLowerCase()).toContain(description.toLowerCase());
    }
    for (const [, field] of everything) if (typeof field.const === 'string') expect(reference).toContain(`\`${field.const}\``);
  });

  it('tells ranges, defaults and what is required as they are', () => {
    const row = (start: string): string | undefined => reference.split('\n').find((line) => line.startsWith(`| \`${start}\` |`));
    expect(row('training.samplingRate')).toContain('| number above 0, at most 1 | optional |');
    expect(row('quorum.deadlineSeconds')).toContain('| number from 1 to 604,800 | `600` |');
    expect(row('evaluation.threshold')).toContain('| number above 0, below 1 | `0.5` |');
    expect(row('rounds')).toContain('| whole number from 1 to 100,000 | required |');
    expect(row('model.layers')).toContain('| list of layers, 1 to 500 | required |');
    expect(row('missing.codes')).toContain('| list of text of up to 100 characters, at most 10,000 | `["","?","NA"]` |');
    expect(row('target.range')).toContain('| [number, number] | required |');
    expect(row('evaluation')).toContain('| the defaults of its fields |');
    expect(row('dense')).toContain('`units`, `activation` = `linear`, `useBias` = `true`');
    expect(row('max-pooling2d')).toContain('`strides` (optional)');
    expect(row('<name>.scale')).toContain('`std`, a number above 0, is what the difference is divided by');
  });
});

describe('samples', () => {
  it('are valid plans; the advanced one is the example of the reference', () => {
    const basic = readPlan(join(DOCS, 'samples/plans/basic.yaml'));
    expect(basic.document.quorum).toEqual({ sites: 2, attempts: 3, deadlineSeconds: 600 });
    const series = readPlan(join(DOCS, 'samples/plans/vital-signs.yaml'));
    expect(series.series).toEqual([{ from: 7, steps: 48, channels: 4, names: ['hr', 'map'] }]);
    const advanced = readPlan(join(DOCS, 'samples/plans/advanced.yaml'));
    expect(advanced.document.privacy.mechanism).toBe('dp-sgd');
    expect(readFileSync(join(DOCS, 'samples/plans/advanced.yaml'), 'utf8')).toBe(PLAN_EXAMPLE);
    expect(reference).toContain(PLAN_EXAMPLE);
  });
});
