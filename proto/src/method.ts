import type { Access } from './access.ts';

/** What protobufjs writes a message into. */
export interface MessageWriter {
  /** The bytes written. @param shared as a view of the writer's own memory, good until it writes again */
  finish(shared?: boolean): Uint8Array;
  /** Begins again, in the same memory. */
  reset(): MessageWriter;
}

/** Encoder and decoder of one message type, as protobufjs generates them. */
export interface MessageType<Init, Message> {
  encode(message: Init, writer?: MessageWriter): MessageWriter;
  decode(bytes: Uint8Array): Message;
}

/** How many messages travel each way. */
export type MethodKind = 'unary' | 'server-stream' | 'client-stream' | 'bidi';

/** One method of a service: its path on the wire, who may call it, and its message types. `Init` types are for writing, the others for reading. */
export interface Method<Kind extends MethodKind, RequestInit, Request, ResponseInit, Response> {
  readonly kind: Kind;
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly access: Access;
  /** Whether its streams may have nothing to say for hours, so that silence is no sign of a hung call. */
  readonly quiet: boolean;
  readonly request: MessageType<RequestInit, Request>;
  readonly response: MessageType<ResponseInit, Response>;
}

/** A service: its full name and its methods by lower-camel name. */
export interface Service<Methods extends Record<string, AnyMethod> = Record<string, AnyMethod>> {
  readonly name: string;
  readonly methods: Methods;
}

/** Any method, whatever its messages. */
// biome-ignore lint/suspicious/noExplicitAny: variance: a method of concrete messages must be assignable to this bound
export type AnyMethod = Method<MethodKind, any, any, any, any>;

/** Declares a method; the types of its messages follow from the generated classes. */
export function method<Kind extends MethodKind, RequestInit, Request, ResponseInit, Response>(
  kind: Kind,
  path: string,
  access: Access,
  request: MessageType<RequestInit, Request>,
  response: MessageType<ResponseInit, Response>,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Method<Kind, RequestInit, Request, ResponseInit, Response> {
  return Object.freeze({ kind, path, access, quiet, request, response });
}
