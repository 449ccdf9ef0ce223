import { isConsiliumError } from '@consilium/core';

/** Code of what an action throws; `none` when it does not. */
export function codeOf(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (error) {
    if (isConsiliumError(error)) return error.code;
    throw error;
  }
}

/** `code: message` of what work rejects with; `none` when it does not. */
export async function rejection(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (isConsiliumError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}
