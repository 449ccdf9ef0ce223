import protobuf, { type Writer } from 'protobufjs/minimal.js';
import { littleEndianBytes } from '../little-endian.ts';
import type { OnnxAttribute, OnnxConstant, OnnxGraph, OnnxNode, OnnxValue } from './onnx-graph.ts';

/** Version of the standard operations that are used: https://onnx.ai/onnx/operators (17 has LayerNormalization). */
export const ONNX_OPSET = 17;
/** Version of the operations on texts (`ai.onnx.ml`). */
const ONNX_ML_OPSET = 3;
/** Version of the file format that goes with that opset. */
const IR_VERSION = 8;

/** Numbers of TensorProto.DataType. */
const TYPES = { float: 1, int64: 7, string: 8, double: 11 } as const;
/** Numbers of AttributeProto.AttributeType. */
const ATTRIBUTE_TYPES = { float: 1, int: 2, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

/** A model as a file. */
export interface OnnxFile {
  readonly graph: OnnxGraph;
  readonly producerVersion: string;
  /** For people. */
  readonly description: string;
  /** Shown by every program that opens the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A model in the ONNX format (the schema onnx.proto3 of the ONNX project), field by field, so that it works where code generation is
 * switched off. In pieces, one behind the other: the weights are not copied, however many there are.
 */
export function encodeOnnx({ graph, producerVersion, description, metadata }: OnnxFile): readonly Uint8Array[] {
  const file = new Pieces();
  file.write((writer) => {
    tag(writer, 1, VARINT).int64(IR_VERSION);
    text(writer, 2, 'Consilium');
    text(writer, 3, producerVersion);
    text(writer, 6, description);
    for (const [domain, version] of [
      ['', ONNX_OPSET],
      ['ai.onnx.ml', ONNX_ML_OPSET],
    ] as const) {
      message(writer, 8, (opset) => {
        text(opset, 1, domain);
        tag(opset, 2, VARINT).int64(version);
      });
    }
    for (const [key, value] of Object.entries(metadata)) {
      message(writer, 14, (entry) => {
        text(entry, 1, key);
        text(entry, 2, value);
      });
    }
  });
  file.message(7, graphPieces(graph));
  return file.pieces;
}

/** Bytes that follow each other. */
class Pieces {
  readonly pieces: Uint8Array[] = [];

  write(fill: (writer: Writer) => void): void {
    const writer = protobuf.Writer.create();
    fill(writer);
    this.pieces.push(writer.finish());
  }

  /** A message within this one. */
  message(field: number, content: Pieces): void {
    const bytes = content.pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.write((writer) => tag(writer, field, BYTES).uint32(bytes));
    for (const piece of content.pieces) this.pieces.push(piece);
  }

  /** Bytes as they are. */
  bytes(field: number, content: Uint8Array): void {
    this.write((writer) => tag(writer, field, BYTES).uint32(content.length));
    this.pieces.push(content);
  }
}

function graphPieces({ name, inputs, outputs, constants, nodes }: OnnxGraph): Pieces {
  const pieces = new Pieces();
  pieces.write((writer) => {
    for (const node of nodes) message(writer, 1, (one) => writeNode(one, node));
    text(writer, 2, name);
  });
  for (const [constant, content] of constants) pieces.message(5, tensorPieces(constant, content));
  pieces.write((writer) => {
    for (const input of inputs) message(writer, 11, (value) => writeValue(value, input));
    for (const output of outputs) message(writer, 12, (value) => writeValue(value, output));
  });
  return pieces;
}

function writeNode(writer: Writer, { op, domain, inputs, outputs, attributes }: OnnxNode): void {
  for (const input of inputs) text(writer, 1, input);
  for (const output of outputs) text(writer, 2, output);
  text(writer, 3, outputs[0] ?? op);
  text(writer, 4, op);
  for (const [name, value] of Object.entries(attributes)) message(writer, 5, (one) => writeAttribute(one, name, value));
  if (domain !== undefined) text(writer, 7, domain);
}

function writeAttribute(writer: Writer, name: string, { kind, value }: OnnxAttribute): void {
  text(writer, 1, name);
  switch (kind) {
    case 'float':
      tag(writer, 2, FIXED32).float(value);
      break;
    case 'int':
      tag(writer, 3, VARINT).int64(value);
      break;
    case 'graph':
      tag(writer, 6, BYTES).bytes(concatenated(graphPieces(value)));
      break;
    case 'floats':
      for (const one of value) tag(writer, 7, FIXED32).float(one);
      break;
    case 'ints':
      for (const one of value) tag(writer, 8, VARINT).int64(one);
      break;
    case 'strings':
      for (const one of value) tag(writer, 9, BYTES).string(one);
      break;
  }
  tag(writer, 20, VARINT).int32(ATTRIBUTE_TYPES[kind]);
}

/** A graph within a graph is small: its constants are those of the outer one. */
function concatenated({ pieces }: Pieces): Uint8Array {
  return Buffer.concat(pieces);
}

function tensorPieces(name: string, { shape, values }: OnnxConstant): Pieces {
  const pieces = new Pieces();
  pieces.write((writer) => {
    for (const size of shape) tag(writer, 1, VARINT).int64(size);
    tag(writer, 2, VARINT).int32(typeOf(values));
    if (Array.isArray(values)) for (const value of values as readonly string[]) tag(writer, 6, BYTES).string(value);
    text(writer, 8, name);
  });
  if (!Array.isArray(values)) pieces.bytes(9, littleEndianBytes(values as Exclude<OnnxConstant['values'], readonly string[]>));
  return pieces;
}

function typeOf(values: OnnxConstant['values']): number {
  if (values instanceof Float32Array) return TYPES.float;
  if (values instanceof Float64Array) return TYPES.double;
  return values instanceof BigInt64Array ? TYPES.int64 : TYPES.string;
}

function writeValue(writer: Writer, { name, type, shape }: OnnxValue): void {
  text(writer, 1, name);
  message(writer, 2, (typeProto) =>
    message(typeProto, 1, (tensor) => {
      tag(tensor, 1, VARINT).int32(TYPES[type]);
      message(tensor, 2, (dimensions) => {
        for (const size of shape) {
          message(dimensions, 1, (one) => {
            if (typeof size === 'number') tag(one, 1, VARINT).int64(size);
            else text(one, 2, size);
          });
        }
      });
    }),
  );
}

function tag(writer: Writer, field: number, wire: number): Writer {
  return writer.uint32((field << 3) | wire);
}

function message(writer: Writer, field: number, fill: (writer: Writer) => void): void {
  fill(tag(writer, field, BYTES).fork());
  writer.ldelim();
}

function text(writer: Writer, field: number, value: string): void {
  tag(writer, field, BYTES).string(value);
}
