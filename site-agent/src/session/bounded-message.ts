import type { consilium } from '@consilium/proto';

/** Most characters of all texts of one message that waits at this site; the tensors of a model of a thousand layers take half. */
const MAX_CHARACTERS = 2 ** 18;

/** Most bytes of what is passed on of a sum under masks: a thousand sites' keys take a third. */
const MAX_SUM_BYTES = 2 ** 20;

/** Most numbers and texts of one message. */
const MAX_VALUES = 2 ** 15;

/** A message of the coordinator, of one kind or of one that this version does not know. */
export type FromCoordinator = consilium.v1.CoordinatorMessage & consilium.v1.CoordinatorMessage.$Shape;

/**
 * A message of whatever kind, as far as this site has a use for it: without the list of participants of a task or request, unless a sum under masks is
 * made of them, for it is as long as the coordinator likes. `undefined` when the rest is larger than a message can be: what waits for its
 * turn or is written to the log must not fill this computer.
 */
export function bounded(message: FromCoordinator): FromCoordinator | undefined {
  if (message.message === 'sumTold') {
    const { event, ...told } = message.sumTold;
    return (event ?? []).length <= MAX_SUM_BYTES && isBounded(told) ? message : undefined;
  }
  // A sum under masks names those whom it asks.
  if (message.message === 'task') {
    const { participants: _unused, ...task } = message.task;
    if (task.maskedSum == null) return isBounded(task) ? { message: 'task', task } : undefined;
  }
  if (message.message === 'evaluationRequest') {
    const { participants: _unused, ...evaluationRequest } = message.evaluationRequest;
    if (evaluationRequest.maskedSum == null)
      return isBounded(evaluationRequest) ? { message: 'evaluationRequest', evaluationRequest } : undefined;
  }
  return isBounded(message) ? message : undefined;
}

/** Whether the texts and values of a message are within the limits. */
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
