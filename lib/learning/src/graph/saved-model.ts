import { ConsiliumError } from '@consilium/core';
import protobuf, { type Writer } from 'protobufjs/minimal.js';
import type { NativeAttribute } from './native-binding.ts';
import type { GraphNode, TracedGraph } from './graph-trace.ts';

/** The tag under which a traced graph is stored and loaded. */
export const SAVED_MODEL_TAG = 'consilium';

/** Newest graph version whose rules the traced operations follow (TensorFlow's `TF_GRAPH_DEF_VERSION` of 2.13). */
const GRAPH_PRODUCER = 1500;

/** Numbers of TF_AttrType in TensorFlow's C API, as tfjs-node passes them. */
const ATTRIBUTE = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

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

/**
 * A traced graph as a SavedModel (tensorflow/core/protobuf/saved_model.proto), written field by field, so that it
 * works where code generation is switched off.
 */
export function encodeSavedModel(graph: TracedGraph): Uint8Array {
  const writer = protobuf.Writer.create();
  tag(writer, 1, VARINT).int64(1); // saved_model_schema_version
  message(writer, 2, (metaGraph) => {
    message(metaGraph, 1, (info) => text(info, 4, SAVED_MODEL_TAG)); // meta_info_def.tags
    message(metaGraph, 2, (graphDef) => {
      for (const node of graph.nodes) message(graphDef, 1, (nodeDef) => writeNode(nodeDef, node));
      message(graphDef, 4, (versions) => tag(versions, 1, VARINT).int32(GRAPH_PRODUCER));
    });
  });
  return writer.finish();
}

function writeNode(writer: Writer, node: GraphNode): void {
  text(writer, 1, node.name);
  if (node.kind === 'operation') {
    text(writer, 2, node.op);
    for (const input of node.inputs) text(writer, 3, input);
    for (const attribute of node.attributes) writeAttribute(writer, attribute.name, (value) => writeValue(value, attribute));
    return;
  }
  text(writer, 2, node.kind === 'argument' ? 'Placeholder' : 'Const');
  writeAttribute(writer, 'dtype', (value) => tag(value, 6, VARINT).int32(node.dtype));
  if (node.kind === 'argument') {
    writeAttribute(writer, 'shape', (value) => message(value, 7, (shape) => writeShape(shape, node.shape)));
    return;
  }
  writeAttribute(writer, 'value', (value) =>
    message(value, 8, (tensor) => {
      tag(tensor, 1, VARINT).int32(node.dtype);
      message(tensor, 2, (shape) => writeShape(shape, node.shape));
      tag(tensor, 4, BYTES).bytes(node.bytes);
    }),
  );
}

/** One entry of the map `attr` of a NodeDef. */
function writeAttribute(writer: Writer, name: string, fill: (value: Writer) => void): void {
  message(writer, 5, (entry) => {
    text(entry, 1, name);
    message(entry, 2, fill);
  });
}

function writeShape(writer: Writer, shape: readonly number[]): void {
  for (const size of shape) message(writer, 2, (dim) => tag(dim, 1, VARINT).int64(size));
}

/** An AttrValue (tensorflow/core/framework/attr_value.proto). */
function writeValue(writer: Writer, { name, type, value }: NativeAttribute): void {
  if (Array.isArray(value) && type !== ATTRIBUTE.shape) {
    message(writer, 1, (list) => {
      for (const item of value) writeScalar(list, name, type, item);
    });
    return;
  }
  writeScalar(writer, name, type, value);
}

/** Fields 2 to 7 have the same numbers in AttrValue and in its ListValue. */
function writeScalar(writer: Writer, name: string, type: number, value: unknown): void {
  switch (type) {
    case ATTRIBUTE.string:
      text(writer, 2, String(value));
      return;
    case ATTRIBUTE.int:
      tag(writer, 3, VARINT).int64(Number(value));
      return;
    case ATTRIBUTE.float:
      tag(writer, 4, FIXED32).float(Number(value));
      return;
    case ATTRIBUTE.bool:
      tag(writer, 5, VARINT).bool(Boolean(value));
      return;
    case ATTRIBUTE.type:
      tag(writer, 6, VARINT).int32(Number(value));
      return;
    case ATTRIBUTE.shape:
      message(writer, 7, (shape) => writeShape(shape, value as number[]));
      return;
    default:
      throw new ConsiliumError({
        code: 'INTERNAL',
        message: `a function cannot be compiled: attribute ${name} has the type ${type}`,
      });
  }
}
