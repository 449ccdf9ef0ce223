import type { ConsiliumError } from '@consilium/core';
import type { Attempt } from './attempt.ts';

/**
 * How one piece of work on an attempt ended. The next one starts from what is on disk.
 *
 * - `refused`: the coordinator got the reason; no patient was touched.
 * - `counted`: the update is counted, and kept until the attempt has ended: a coordinator restored from a backup asks again.
 * - `failed`: there is no answer, and the coordinator knows. `kept`: the update waits until it is asked for again.
 * - `joined`: the site takes part in a sum under masks, and waits for what comes next in it.
 * - `cleared`: update and reservation are gone. `dropped`: the attempt was over before any work on it began.
 * - `cut`: coordinator or disk did not do their part; what is left waits for the next session.
 * - `unsent`: the coordinator could not take the update, which is sent again after a while.
 */
export type Ending = 'refused' | 'joined' | 'counted' | 'failed' | 'kept' | 'cleared' | 'dropped' | 'cut' | 'unsent';

/**
 * Why update and reservation go, which decides what comes after.
 *
 * - `over`: nobody will ask any more.
 * - `too-late`: the attempt ended before the work began.
 * - `cut-before`: an earlier piece of work was cut between its reservation and a stored update.
 * - `gave-up`: the work, or storing its update, failed.
 * - `unwanted`: the coordinator will not ask for the update again.
 */
export type Clearing =
  | { readonly t: 'over' | 'too-late' | 'cut-before'; readonly reason: string }
  | { readonly t: 'gave-up' | 'unwanted'; readonly error: ConsiliumError };

/** What every state knows. */
export interface Common {
  readonly attempt: Attempt;
  /** Whether the coordinator has said that the attempt is over. */
  readonly over: boolean;
}

/**
 * One piece of work on an attempt.
 *
 * ```
 * idle ──offered──▶ looking ──nothing stored──▶ admitting ──▶ preparing ──▶ reserving ──▶ working ──▶ storing ──▶ committing ──▶ sending ──▶ counted
 *   │                  └──update stored──▶ readmitting ───────────────────────────────────────────────────────▲
 *   │                                           └──a sum under masks──▶ joining ──▶ joined
 *   ├──told──▶ hearing ──▶ joined, or looking, where the sum asks for the work
 *   ├──closed──▶ forgetting ──▶ spending ──▶ cleared
 *   └──resumed──▶ inspecting ──▶ spending, asking, kept or cleared, by what remains
 * ```
 *
 * A site joins a sum under masks before it reads or charges anything: an attempt that too few join costs nothing.
 *
 * Up to `admitting` no record has been read, and everything is fetched that the coordinator holds. From `preparing` on nothing is asked of
 * it before an answer leaves, or, for an attempt that is over, before the tick of that answer: else it would see how long reading took.
 * `prepared` comes on that tick, so that whether an attempt is over by then does not depend on when within a period reading ended.
 * Up to `reserving` nothing is charged: a failure refuses, and an attempt that is over is dropped, its reservation released.
 * From `working` on nothing that a record could decide changes what is charged or sent: an attempt that ends meanwhile is worked on,
 * stored, committed and sent all the same, and what cannot become an update is spent (committed without one). From `committing` on the
 * update is kept, until the coordinator says that its attempt is over.
 */
export type AttemptState = Common &
  (
    | { readonly t: Simple }
    /** `charged`: whether a charge in the ledger pays for it. */
    | { readonly t: 'readmitting' | 'preparing' | 'working' | 'storing'; readonly charged: boolean }
    | { readonly t: 'forgetting' | 'spending' | 'releasing'; readonly clearing: Clearing }
    | { readonly t: 'resting'; readonly as: Ending }
  );

/** States that know nothing beside their attempt. */
type Simple =
  | 'idle'
  | 'looking'
  | 'inspecting'
  | 'admitting'
  | 'joining'
  | 'hearing'
  | 'reserving'
  | 'committing'
  | 'sending'
  | 'asking';
