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
