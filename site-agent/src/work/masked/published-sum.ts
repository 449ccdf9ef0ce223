import type { consilium } from '@consilium/proto';
import { encodeWord } from '@consilium/secure-sum';
import { attemptOf, wireKey } from '../../attempt/attempt.ts';
import type { ToCoordinator } from '../../session/site-context.ts';
import type { WorkTools } from '../work.ts';

/**
 * Looks at what came of a sum under masks: this site makes the model again, and signs.
 *
 * @returns `undefined` where it was not asked in that sum
 * @throws ConsiliumError why it does not sign: it goes on from no such model then; `MESSAGE_INVALID` for a message that names no attempt
 */
export async function publishedSum(
  { studies, accounts }: WorkTools,
  message: consilium.v1.SumPublished.$Properties,
): Promise<ToCoordinator | undefined> {
  const attempt = attemptOf(message.key);
  const planned = await studies.plan(message.planHash ?? '', message.study ?? '');
  const { transcriptHash, transcriptBytes, contents } = message;
  const carried = contents ?? [];
  const named = { run: attempt.run, hash: transcriptHash ?? '', bytes: transcriptBytes ?? 0, words: [], contents: carried };
  const word = await accounts.account(named, planned);
  return word === undefined ? undefined : { transcriptSigned: { key: wireKey(attempt), word: encodeWord(word) } };
}
