import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import * as generated from '../gen/consilium.js';
import { healthService, researchService, siteService } from './services.ts';

const ROOT = join(import.meta.dirname, '..');
const files = ['consilium/v1', 'grpc/health/v1'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
);

/** The .proto files read by the reference parser, which the generated code does not use. */
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(ROOT, target);
root.loadSync(files, { keepCase: false });
root.resolveAll();

interface Codec {
  encode(message: unknown): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
}

function everyType(space: protobuf.NamespaceBase): protobuf.Type[] {
  return space.nestedArray.flatMap((nested) => [
    ...(nested instanceof protobuf.Type ? [nested] : []),
    ...(nested instanceof protobuf.Namespace ? everyType(nested) : []),
  ]);
}

function codecOf(type: protobuf.Type): Codec {
  let found: unknown = generated;
  for (const part of type.fullName.slice(1).split('.')) found = (found as Record<string, unknown>)[part];
  return found as Codec;
}

const types = everyType(root);

/** A value of every field; integers of 64 bits beyond 2^32, and just below the largest that a number holds. */
function example(type: protobuf.Type, depth = 0): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  for (const [i, field] of type.fieldsArray.entries()) {
    // Of a oneof only one member may stand.
    if (field.partOf !== null && field.partOf.fieldsArray[0] !== field) continue;
    const one = (): unknown => valueOf(field, i + 1, depth);
    message[field.name] = field.repeated ? [one(), one()] : one();
  }
  return message;
}

function valueOf(field: protobuf.Field, i: number, depth: number): unknown {
  if (field.resolvedType instanceof protobuf.Type) return example(field.resolvedType, depth + 1);
  if (field.resolvedType instanceof protobuf.Enum) return Math.max(...Object.values(field.resolvedType.values));
  switch (field.type) {
    case 'string':
      return `text ${i} ü 😀`;
    case 'bytes':
      return Uint8Array.of(0, i, 255);
    case 'bool':
      return true;
    case 'uint32':
      return 2 ** 32 - i;
    case 'sint32':
      return i - 2 ** 31;
    case 'uint64':
      return depth % 2 === 0 ? 2 ** 32 + i : Number.MAX_SAFE_INTEGER - i;
    default:
      throw new Error(`no example of ${field.type}`);
  }
}

/** Plain values: class instances, buffers and the accessors of oneofs taken off. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

it('the parser has found the messages of all files', () => {
  expect(files.length).toBeGreaterThanOrEqual(4);
  expect(types.length).toBeGreaterThanOrEqual(35);
});

describe.each(types.map((type) => [type.fullName.slice(1), type] as const))('%s', (_name, type) => {
  const codec = codecOf(type);
  // Each member of a oneof once.
  const alternatives = Math.max(1, ...type.oneofsArray.map((oneof) => oneof.fieldsArray.length));
  const examples = Array.from({ length: alternatives }, (_, n) => {
    const message = example(type);
    for (const { fieldsArray } of type.oneofsArray) {
      const [first] = fieldsArray;
      const chosen = fieldsArray[n];
      if (first === undefined || chosen === undefined) continue;
      delete message[first.name];
      message[chosen.name] = valueOf(chosen, n + 1, 0);
    }
    return message;
  });

  it('survives the way there and back, 64-bit numbers included', () => {
    for (const message of examples) expect(plain(codec.decode(codec.encode(message).finish()))).toEqual(plain(message));
  });

  it('is written as the reference implementation writes it', () => {
    for (const message of examples) {
      const ours = Buffer.from(codec.encode(message).finish()).toString('hex');
      expect(ours).toBe(Buffer.from(type.encode(type.create(message)).finish()).toString('hex'));
    }
  });

  it('tolerates fields that a newer version has added', () => {
    const [message] = examples;
    const bytes = codec.encode(message).finish();
    const added = protobuf.Writer.create()
      .uint32((1000 << 3) | 2)
      .string('from the future')
      .uint32((1001 << 3) | 0)
      .uint64(2 ** 40)
      .finish();
    expect(plain(codec.decode(Buffer.concat([added, bytes, added])))).toEqual(plain(message));
  });

  it('of an older version without any field reads as its defaults', () => {
    expect(() => codec.decode(new Uint8Array())).not.toThrow();
  });
});

it('truncated bytes are an error and not half a message', () => {
  const bytes = codecOf(root.lookupType('consilium.v1.Chunk'))
    .encode({ offset: 1, data: new Uint8Array(100) })
    .finish();
  expect(() => codecOf(root.lookupType('consilium.v1.Chunk')).decode(bytes.subarray(0, 50))).toThrow(/range/);
});

it('the adapters name every method of every service with its path, kind and messages', () => {
  for (const service of [siteService, researchService, healthService]) {
    const declared = root.lookupService(service.name);
    const expected = declared.methodsArray.map((method) => [
      method.name.charAt(0).toLowerCase() + method.name.slice(1),
      `/${service.name}/${method.name}`,
      method.requestStream
        ? method.responseStream
          ? 'bidi'
          : 'client-stream'
        : method.responseStream
          ? 'server-stream'
          : 'unary',
      method.resolvedRequestType === null ? undefined : codecOf(method.resolvedRequestType),
      method.resolvedResponseType === null ? undefined : codecOf(method.resolvedResponseType),
    ]);
    const adapted = Object.entries(service.methods).map(([name, { path, kind, request, response }]) => [
      name,
      path,
      kind,
      request,
      response,
    ]);
    expect(adapted).toEqual(
      expected.map((method, i) => method.map((part, j) => (j < 3 ? part : adapted[i]?.[j] === part ? part : 'another message'))),
    );
  }
});

describe.each(files)('%s', (file) => {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  const declaration =
    /^\s*(?:(?:message|enum|service|oneof)\s+(\w+)\s*\{|rpc\s+(\w+)|(?:repeated\s+|optional\s+)?[\w.]+\s+(\w+)\s*=\s*\d+;|([A-Z][A-Z0-9_]*)\s*=\s*\d+;)/;

  it('has a comment above every message, field, enum value, service and call', () => {
    const declared = lines.flatMap((line, i) => {
      const match = declaration.exec(line);
      const name = match?.slice(1).find((part) => part !== undefined);
      return name === undefined ? [] : [{ name, above: lines[i - 1]?.trim() ?? '' }];
    });
    expect(declared.length).toBeGreaterThan(3);
    expect(declared.filter(({ above }) => !/^\/\/ \S.{2,}/.test(above))).toEqual([]);
  });
});

it('every field number stands once and none is left out', () => {
  for (const type of types) {
    const numbers = type.fieldsArray.map(({ id }) => id).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  }
});
