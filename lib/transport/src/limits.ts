/** Bytes of one chunk: large enough that per-message costs vanish, small enough that a lost one is cheap to repeat. */
export const CHUNK_BYTES: number = 1024 * 1024;

/** Largest message either side accepts: a chunk and its envelope, with room for a plan of several hundred kilobytes. */
export const MAX_MESSAGE_BYTES: number = 4 * 1024 * 1024;

/** HTTP/2 flow-control window. The default of 64 KiB lets one round trip carry no more than that. */
export const WINDOW_BYTES: number = 8 * 1024 * 1024;

/** An idle session is probed this often, so that a cut cable is noticed by both sides. */
export const KEEPALIVE_MS = 30_000;

/** A probe that is not answered by then means the connection is gone. */
export const KEEPALIVE_TIMEOUT_MS = 10_000;
