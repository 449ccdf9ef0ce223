/** Bytes of one chunk: large enough that per-message costs vanish, small enough that a lost one is cheap to repeat. */
export const CHUNK_BYTES: number = 1024 * 1024;

/** Largest message either side accepts: a chunk and its envelope, with room for a plan of several hundred kilobytes. */
export const MAX_MESSAGE_BYTES: number = 4 * 1024 * 1024;

/** HTTP/2 flow-control window. The default of 64 KiB lets one round trip carry no more than that. */
export const WINDOW_BYTES: number = 8 * 1024 * 1024;

/** An idle session is probed this often, so that a cut cable is noticed by both sides. */
export const KEEPALIVE_MS = 30_000;

/**
 * Longest that a call with one answer takes, unless the caller says otherwise. To make the first model of the largest plan takes a
 * coordinator half a minute; what takes four times that hangs.
 */
export const UNARY_TIMEOUT_MS = 120_000;

/** Longest silence of the other side in a stream that has something to send, unless the caller says otherwise. */
export const IDLE_TIMEOUT_MS = 60_000;

/** Most messages that wait in a queue. A session says a few in a round: where a thousand wait, the other side has stopped reading. */
export const MAX_QUEUED = 1000;

/** A probe that is not answered by then means the connection is gone. */
export const KEEPALIVE_TIMEOUT_MS = 10_000;

/** Longest that a server reads nothing from a connection that it probes every {@link KEEPALIVE_MS}: twice the time for a probe and its answer, and a little. */
export const SILENT_MS = 90_000;

/** Name by which a client asks, in its TLS greeting (ALPN), for what may be called without a certificate. Never spoken: that is HTTP/2. */
export const STRANGER_PROTOCOL = 'consilium-stranger/1';

/** What connections may cost a server whose callers show tokens: people, of whom a consortium has dozens. */
export const TOKEN_CALLERS = Object.freeze({
  /** Connections that may be open at once. */
  atOnce: 256,
  /** Connections that may be open at once over which no token has been proved; the oldest gives way to another one. */
  unprovedAtOnce: 32,
  /** Of these, connections over which the same person was proved; the oldest gives way to another one. */
  ofOnePerson: 16,
  /** Longest that a connection may stay open without one, or after a call that was refused. */
  provedWithinMs: 15_000,
  /** Calls in a row that may be refused over one connection before it is cut. */
  refusedInARow: 20,
  /** Calls that may be open at once over one connection. */
  callsAtOnce: 16,
  /** Longest that a connection may stay open over which nobody calls. */
  idleMs: 300_000,
});

/** What connections without a certificate may cost a server. A thousand hospitals that join in one hour stay far below. */
export const STRANGERS = Object.freeze({
  /** Connections that may be open at once. */
  atOnce: 32,
  /** Connections that may come in any such time. */
  most: 64,
  perMs: 16_000,
  /** Longest that one may stay open; its one call takes a fraction of a second. */
  longestMs: 15_000,
  /** Longest that the first record of a connection, of anybody's, may take to arrive. */
  greetingMs: 10_000,
  /** Largest message: a request and a certificate of RSA-8192 have 8 KB. */
  maxMessageBytes: 32 * 1024,
});
