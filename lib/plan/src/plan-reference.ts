import { z } from 'zod';
import { MAX_NOISED_STEPS, MAX_PARAMETERS, MAX_PLAN_BYTES } from './limits.ts';
import { PLAN_EXAMPLE } from './plan-example.ts';
import { planSchema } from './schema.ts';

/** The part of JSON Schema (draft 2020-12) that plans use. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Fields that choose between variants, in the order in which they are looked for. */
const DISCRIMINATORS = ['kind', 'mechanism', 'type'] as const;

/** Fields that every layer has; told once. */
const LAYER_FIELDS = ['name', 'inputs', 'frozen'];

const INTRODUCTION = `# Plan reference

<!-- Written by renderPlanReference of lib/plan from the schema itself; a test holds the two together. -->

A plan is one YAML file, \`study.yaml\`. Nothing may stand in it that is not listed here: an unknown field is an error, with its
line. From the plan as written follows its canonical JSON (RFC 8785), and from that the plan hash (SHA-256) that hospitals
approve: comments, line breaks, quotes and the order of fields change nothing, any value changes everything. Defaults are not
filled in first: a default that is written out gives the plan another hash than one that is left away. Only how each kernel starts
(\`initializer\`) is always stated, since what it is where nothing is named depends on the other layers; and where the layers \`series\`, \`image\`
and \`columns\` find their part of the input, since that depends on the features.

No text of a plan, the names of its fields included, holds characters that nobody sees (control, format and direction characters, halves
of surrogate pairs); only descriptions have line breaks. No field is called \`__proto__\`, \`constructor\` or \`prototype\`.

A plan is no larger than ${MAX_PLAN_BYTES.toLocaleString('en')} bytes as canonical JSON (every gene of the human genome as a feature takes
half of that), its model no larger than ${MAX_PARAMETERS.toLocaleString('en')} parameters, and a run of dp-sgd takes no more than
${MAX_NOISED_STEPS.toLocaleString('en')} steps in all.

Where a default is shown, the field may be left out; *optional* fields have no default and say what leaving them out means.
`;

/** `docs/plan-reference.md`: every field of a plan with type, range, default and meaning, and an example, from the schema itself. */
export function renderPlanReference(): string {
  const root = z.toJSONSchema(planSchema, { io: 'input' }) as Schema;
  const lines = [INTRODUCTION, '## The whole\n', ...fieldTable(root, '')];
  for (const [name, schema] of Object.entries(root.properties ?? {})) lines.push(...section(name, schema, 2));
  lines.push('## Example\n', `\`\`\`yaml\n${PLAN_EXAMPLE}\`\`\``);
  return `${lines.join('\n')}\n`;
}

/** Everything inside a field that needs a table of its own. */
function section(path: string, schema: Schema, depth: number): string[] {
  if (path === 'model.layers') return layers(schema, depth);
  const inner = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : schema;
  const own = inner === schema ? path : `${path}.<name>`;
  const variants = inner.oneOf ?? [];
  if (inner.properties === undefined && variants.length === 0) return [];
  const lines = [
    `${'#'.repeat(depth)} \`${path}\`\n`,
    ...(schema.description === undefined ? [] : [`${sentence(schema.description)}\n`]),
  ];
  if (inner.properties !== undefined) {
    lines.push(...fieldTable(inner, own));
    for (const [name, field] of Object.entries(inner.properties)) lines.push(...section(`${own}.${name}`, field, depth + 1));
  }
  const shown = new Set<string>();
  for (const variant of variants) {
    const { field, value, description } = discriminator(variant);
    lines.push(`${'#'.repeat(depth + 1)} \`${own}\` with \`${field}: ${value}\`\n`);
    if (description !== undefined) lines.push(`${sentence(description)}\n`);
    const rest = omit(variant, [field]);
    if (Object.keys(rest.properties ?? {}).length > 0) lines.push(...fieldTable(rest, own));
    for (const [name, inside] of Object.entries(rest.properties ?? {})) {
      const text = section(`${own}.${name}`, inside, depth + 1);
      // What all variants share stands with the first.
      if (!shown.has(text.join())) lines.push(...text);
      shown.add(text.join());
    }
  }
  return lines;
}

/** Layers: one row each, since there are many and they share most fields. */
function layers(schema: Schema, depth: number): string[] {
  const types = (typeof schema.items === 'object' ? schema.items.oneOf : undefined) ?? [];
  const common = types.find(({ properties }) => properties?.['frozen'] !== undefined) ?? {};
  const shared = { properties: Object.fromEntries(LAYER_FIELDS.map((name) => [name, common.properties?.[name] ?? {}])) };
  const rows = types.map((type) => {
    const { value, description } = discriminator(type);
    const fields = Object.entries(omit(type, [...LAYER_FIELDS, 'type']).properties ?? {}).map(([name, field]) => {
      const preset =
        field.default === undefined ? (type.required?.includes(name) === true ? '' : ' (optional)') : ` = ${code(field.default)}`;
      return `\`${name}\`${preset}`;
    });
    return [code(value), description ?? '', fields.join(', ') || '—'];
  });
  const fields = new Map<string, readonly string[]>();
  for (const type of types) {
    for (const [name, field] of Object.entries(omit(type, [...LAYER_FIELDS, 'type']).properties ?? {})) {
      const row = [code(name), typeText(field), field.description ?? ''];
      fields.set(row.join(), row);
    }
  }
  const sorted = [...fields.values()].sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  return [
    `${'#'.repeat(depth)} \`model.layers\`\n`,
    `${sentence(schema.description ?? '')} Each layer has a \`type\`, and may have:\n`,
    ...fieldTable(shared, ''),
    '`frozen` belongs to layers with weights.\n',
    ...table(['type', 'what it does', 'fields'], rows),
    'These fields are:\n',
    ...table(['field', 'type', 'meaning'], sorted),
  ];
}

function fieldTable({ properties = {}, required = [] }: Schema, path: string): string[] {
  const rows = Object.entries(properties).map(([name, field]) => [
    code(path === '' ? name : `${path.split('.').at(-1)}.${name}`),
    typeText(field),
    defaultText(field, required.includes(name)),
    meaning(field),
  ]);
  return table(['field', 'type', 'default', 'meaning'], rows);
}

/** What a field means, and each of the forms that it may take. */
function meaning({ description, anyOf = [] }: Schema): string {
  const forms = anyOf.flatMap((form) => (form.description === undefined ? [] : [`${typeText(form)}: ${form.description}`]));
  const moments = anyOf.flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([name, field]) => `\`${name}\`, a ${typeText(field)}, is ${field.description}`),
  );
  return [description, ...forms, ...moments].filter((part) => part !== undefined).join('; ');
}

function defaultText(field: Schema, required: boolean): string {
  if (field.default !== undefined) return isEmptyObject(field.default) ? 'the defaults of its fields' : code(field.default);
  return required ? 'required' : 'optional';
}

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
  if (schema.oneOf !== undefined) {
    const { field } = discriminator(schema.oneOf[0] ?? {});
    return `by \`${field}\`: ${schema.oneOf.map((variant) => code(discriminator(variant).value)).join(', ')}`;
  }
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(' or ');
  switch (schema.type) {
    case 'integer':
    case 'number':
      return [schema.type === 'integer' ? 'whole number' : 'number', rangeText(schema)].join(' ').trim();
    case 'string':
      return ['text', textRange(schema)].join(' ').trim();
    case 'boolean':
      return '`true` or `false`';
    case 'array':
      return schema.prefixItems === undefined
        ? `list of ${typeof schema.items === 'object' ? itemText(schema.items) : 'anything'}${itemsRange(schema)}`
        : `[${schema.prefixItems.map(typeText).join(', ')}]`;
    default:
      return typeof schema.additionalProperties === 'object'
        ? `one entry for each name (${typeText({ type: 'string', ...schema.propertyNames })})${kindsText(schema.additionalProperties)}`
        : `{ ${Object.keys(schema.properties ?? {}).join(', ')} }`;
  }
}

/** The variants of an entry. */
function kindsText(entry: Schema): string {
  return entry.oneOf === undefined ? '' : `, ${typeText(entry)}`;
}

function itemText(item: Schema): string {
  return item.oneOf === undefined ? typeText(item) : 'layers';
}

function rangeText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, type }: Schema): string {
  // Whole numbers have the bounds of exact doubles where the schema sets none.
  const upper = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const lower = type === 'integer' && exclusiveMinimum === 0 ? 1 : minimum;
  const from = lower === undefined ? (exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`) : `from ${lower}`;
  const to =
    upper === undefined
      ? exclusiveMaximum === undefined
        ? ''
        : `below ${exclusiveMaximum}`
      : `${from.startsWith('from') ? 'to' : 'at most'} ${upper.toLocaleString('en')}`;
  return [from, to].filter((part) => part !== '').join(from.startsWith('from') && to.startsWith('to') ? ' ' : ', ');
}

function textRange({ minLength, maxLength, pattern }: Schema): string {
  if (maxLength !== undefined)
    return `of ${minLength === undefined ? 'up' : minLength} to ${maxLength.toLocaleString('en')} characters`;
  if (pattern?.startsWith('^[a-z0-9]') === true) return 'of lower-case letters, digits and inner hyphens, at most 63';
  if (pattern?.startsWith('^[a-z]{2,40}') === true) return 'of one to four words of small letters';
  return pattern === undefined ? '' : 'of letters, digits, _ and -, beginning with a letter, at most 64';
}

function itemsRange({ minItems, maxItems }: Schema): string {
  const most = maxItems?.toLocaleString('en');
  if (most !== undefined) return minItems === undefined ? `, at most ${most}` : `, ${minItems} to ${most}`;
  return minItems === undefined ? '' : `, at least ${minItems}`;
}

function discriminator(variant: Schema): {
  readonly field: string;
  readonly value: string;
  readonly description: string | undefined;
} {
  const field = DISCRIMINATORS.find((name) => variant.properties?.[name]?.const !== undefined) ?? '';
  const schema = variant.properties?.[field];
  return { field, value: String(schema?.const), description: schema?.description };
}

function omit(schema: Schema, names: readonly string[]): Schema {
  const kept = Object.entries(schema.properties ?? {}).filter(([name]) => !names.includes(name));
  return { ...schema, properties: Object.fromEntries(kept) };
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line), ''];
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0 && !Array.isArray(value);
}
