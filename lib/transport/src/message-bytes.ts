import type { MessageType, MessageWriter } from '@consilium/proto';

/** Messages are encoded one at a time, so all go through one buffer. It grows to the longest message, which is at most some megabytes. */
let kept: MessageWriter | undefined;

/**
 * Encodes a message into memory that the next call overwrites: for a receiver that copies it at once. A writer of its own for each message takes memory
 * twice its length, again and again, and cleaning up after megabytes costs more than copying them.
 */
export function encodeInPlace<Init>(type: MessageType<Init, unknown>, message: Init): Buffer {
  if (typeof message !== 'object' || message === null || !SHARED.has(message)) return encodeOnce(type, message);
  const known = SHARED.get(message);
  if (known !== undefined) return known;
  const bytes = Buffer.from(encodeOnce(type, message));
  SHARED.set(message, bytes);
  return bytes;
}

function encodeOnce<Init>(type: MessageType<Init, unknown>, message: Init): Buffer {
  const writer = kept;
  // One that fails in the middle is not used again.
  kept = undefined;
  const written = type.encode(message, writer?.reset());
  kept = written;
  const { buffer, byteOffset, length } = written.finish(true);
  return Buffer.from(buffer, byteOffset, length);
}

/** Encodes a message into memory of its own. */
export function encodeMessage<Init>(type: MessageType<Init, unknown>, message: Init): Buffer {
  return Buffer.from(encodeInPlace(type, message));
}

/** Bytes of messages that many receive, once they are encoded. */
const SHARED = new WeakMap<object, Buffer | undefined>();

/** A message that many receive, and that never changes again: it is encoded once for all of them. */
export function sharedMessage<Message extends object>(message: Message): Message {
  SHARED.set(message, SHARED.get(message));
  return message;
}
