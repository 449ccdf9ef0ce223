/**
 * A row of the catalog of errors: what travels on the wire (`grpc`, the numeric gRPC status), what a shell sees (`exit`), whether trying
 * again unchanged can help (`retryable`), and `advice`: the sentence that says what to do.
 */
export interface ErrorEntry {
  /** gRPC status code (https://grpc.io/docs/guides/status-codes/). */
  readonly grpc: number;
  /** Process exit code; 2 is usage, 3 input, 4 refused by policy or privacy, 5 trust, 6 network, 7 storage, 8 run failed. */
  readonly exit: number;
  readonly retryable: boolean;
  readonly advice: string;
}

export const INVALID_ARGUMENT = 3;
export const NOT_FOUND = 5;
export const ALREADY_EXISTS = 6;
export const PERMISSION_DENIED = 7;
export const RESOURCE_EXHAUSTED = 8;
export const FAILED_PRECONDITION = 9;
export const ABORTED = 10;
export const UNIMPLEMENTED = 12;
export const INTERNAL = 13;
export const UNAVAILABLE = 14;
export const DATA_LOSS = 15;
export const UNAUTHENTICATED = 16;

/** Makes a row. */
export function entry(grpc: number, exit: number, advice: string, retryable = false): ErrorEntry {
  return { grpc, exit, retryable, advice };
}
