import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, type Json } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CompiledPlan, parsePlan, planFromJson } from './compile.ts';
import { planSchema } from './schema.ts';

/**
 * Plans of version 1 with the hashes under which hospitals approved them, and what every one of them means with its defaults filled in.
 * What stands in these files is never changed. A new field with a default, or a new kind of layer or strategy, adds a line or a file.
 */
const GOLDEN = join(import.meta.dirname, '../golden');

interface Golden {
  /** Of the plan with its initializers stated. */
  readonly hash: string;
  /** What an author wrote, as JSON. */
  readonly written: string;
  readonly document: Record<string, unknown>;
}

const plans = readdirSync(GOLDEN).map((name): [string, Golden] => [
  name,
  JSON.parse(readFileSync(join(GOLDEN, name), 'utf8')) as Golden,
]);

/** The compiled plan, or the error in words: a plan that is refused is a hash that changed, too. */
function compiled({ written, hash }: Golden): CompiledPlan {
  return planFromJson(parsePlan(written).json, hash);
}

/** The text without the fields that compiling has stated in layers that did not say them. */
function unstated(json: string, written: string): string {
  const authored = (JSON.parse(written) as PlanText).model.layers;
  const text = JSON.parse(json) as PlanText;
  for (const [at, layer] of text.model.layers.entries())
    if (!('initializer' in (authored[at] ?? {}))) delete layer['initializer'];
  return canonicalJson(text as unknown as Json);
}

interface PlanText {
  readonly model: { readonly layers: Record<string, unknown>[] };
}

describe.each(plans)('the golden plan %s', (_, golden) => {
  it('keeps its hash', () => {
    const { hash, json } = compiled(golden);
    expect(unstated(json, golden.written)).toBe(golden.written);
    expect(createHash('sha256').update(json, 'utf8').digest('hex')).toBe(golden.hash);
    expect(hash).toBe(golden.hash);
  });

  it('keeps what it means: no default of version 1 changes', () => {
    expect(compiled(golden).document).toMatchObject(golden.document);
  });

  it('has all its defaults frozen: add what is new to the golden document', () => {
    expect(golden.document).toEqual(compiled(golden).document);
  });
});

/** The part of JSON Schema in which defaults stand. */
interface Schema {
  readonly default?: unknown;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema | boolean;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** What tells a variant of a union from the others, such as `kind: fedavg`. */
function constants({ properties = {} }: Schema): [string, unknown][] {
  return Object.entries(properties).flatMap(([name, field]) => (field.const === undefined ? [] : [[name, field.const]]));
}

/** Every field with a default in a schema, by its path; with a text, only those that the text leaves to their default. */
function defaulted(schema: Schema, path: string, written?: { readonly value: unknown }): string[] {
  const value = written === undefined ? undefined : asRecord(written.value);
  if (schema.oneOf !== undefined) {
    // The first constant is the discriminator; others, such as the unit of a mechanism, may be left away.
    const chosen = schema.oneOf.filter((variant) => {
      const [name, constant] = constants(variant)[0] ?? ['', undefined];
      return value === undefined || value[name] === constant;
    });
    return chosen.flatMap((variant) => defaulted(variant, `${path}(${String(constants(variant)[0]?.[1])})`, written));
  }
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const own = `${path}.${name}`;
    const here = field.default === undefined ? [] : [own];
    if (value === undefined) return [...here, ...defaulted(field, own)];
    if (name in value) return defaulted(field, own, { value: value[name] });
    return here.length === 0 ? [] : [...here, ...defaulted(field, own, { value: field.default })];
  });
  const inner = [schema.items, schema.additionalProperties].flatMap((member) => {
    if (typeof member !== 'object') return [];
    if (value === undefined) return defaulted(member, `${path}.*`);
    return Object.values(value).flatMap((item) => defaulted(member, `${path}.*`, { value: item }));
  });
  return [...fields, ...inner];
}

it('every default of the schema is frozen by a golden plan that leaves the field away', () => {
  const schema = z.toJSONSchema(planSchema, { io: 'input' }) as Schema;
  const frozen = new Set(
    plans.flatMap(([, { written }]) => defaulted(schema, 'plan', { value: JSON.parse(written) as unknown })),
  );
  const all = defaulted(schema, 'plan');
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((path) => !frozen.has(path))).toEqual([]);
});
