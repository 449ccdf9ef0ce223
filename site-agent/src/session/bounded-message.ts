import type { consilium } from '@consilium/proto';

/** Most characters of all texts of one message that waits at this site; the tensors of a model of a thousand layers take half. */
const MAX_CHARACTERS = 2 ** 18;

/** Most numbers and texts of one message. */
const MAX_VALUES = 2 ** 15;

/** A task without the list of participants, which this site has no use for and which is as long as the coordinator likes. */
export function withoutParticipants(task: consilium.v1.Task.$Properties): consilium.v1.Task.$Properties {
  const { participants: _unused, ...rest } = task;
  return rest;
}

/** Whether a message is as small as one of its kind can be: what waits for its turn must not fill this computer. */
export function isBounded(message: unknown): boolean {
  let characters = 0;
  let values = 0;
  const waiting = [message];
  while (waiting.length > 0) {
    const value = waiting.pop();
    values += 1;
    if (typeof value === 'string') characters += value.length;
    else if (value instanceof Uint8Array) characters += value.length;
    else if (Array.isArray(value)) {
      if (values + value.length > MAX_VALUES) return false;
      for (const item of value as unknown[]) waiting.push(item);
    } else if (typeof value === 'object' && value !== null) waiting.push(...Object.values(value));
    if (values > MAX_VALUES || characters > MAX_CHARACTERS) return false;
  }
  return true;
}
