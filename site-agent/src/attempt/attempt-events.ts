import type { ConsiliumError } from '@consilium/core';
import type { OnDisk } from './remains.ts';

/** What can happen: what the coordinator says, and the outcomes of effects. */
export type AttemptEvent =
  /** The coordinator asks for the work. */
  | { readonly t: 'offered' }
  /** The coordinator passes on what comes next in a sum under masks. */
  | { readonly t: 'told' }
  /** The coordinator says that the attempt is over; may come at any moment. */
  | { readonly t: 'ended' }
  /** The turn of the clean-up after an attempt that is over. */
  | { readonly t: 'closed' }
  /** A session began, and something lies here of an attempt. */
  | { readonly t: 'resumed' }
  | { readonly t: 'found'; readonly update: 'none' | 'free' | 'charged' }
  | { readonly t: 'inspected'; readonly disk: OnDisk }
  /** `joins`: a sum under masks comes first, and the work when the sum asks for it. */
  | { readonly t: 'admitted'; readonly charge: OnDisk['charge']; readonly joins?: boolean }
  /** What was received of a sum is taken in: the site has something to `say`, or its `work` is due. */
  | { readonly t: 'heard'; readonly due: 'say' | 'work' }
  | {
      readonly t:
        | 'readmitted'
        | 'joined'
        | 'prepared'
        | 'reserved'
        | 'made'
        | 'stored'
        | 'committed'
        | 'counted'
        | 'open'
        | 'forgotten'
        | 'spent'
        | 'released';
    }
  /** The effect that was being carried out failed. */
  | { readonly t: 'failed'; readonly error: ConsiliumError };

/** Effects that cannot fail and have no outcome. */
export type Telling =
  /** Tell the coordinator: the work is accepted, refused, or has failed. */
  | { readonly t: 'answer'; readonly as: 'accepted' }
  | { readonly t: 'answer'; readonly as: 'refused' | 'failed'; readonly error: ConsiliumError }
  /** Say what comes next in a sum under masks, its keys first. It is written down, and made without a look at a record. */
  | { readonly t: 'say' }
  /** Tell the site's log. `stays-reserved`: a reservation could be neither spent nor released. */
  | { readonly t: 'warn' | 'stays-reserved'; readonly error: ConsiliumError };

/** Effects with an outcome, which is the next event. Each may be repeated after a crash without harm. */
export type Step =
  /** Look for a stored update; `inspect`: also for what the ledger says. */
  | { readonly t: 'look' | 'inspect' }
  /** Ask the gate about work and fetch what it needs, without a look at a record; `readmit`: about an update that is stored already. */
  | { readonly t: 'admit' | 'readmit' }
  /** Take part in a sum under masks: keys are drawn and written down. No record is read, nothing is charged. */
  | { readonly t: 'join' }
  /** Take in what was received of a sum, and write down what the site says to it. */
  | { readonly t: 'hear' }
  /**
   * Read the records, from one tick to another. Nothing is asked of the coordinator meanwhile, and what it says meanwhile counts on the
   * tick, on which the answer leaves.
   */
  | { readonly t: 'prepare' }
  | { readonly t: 'reserve' | 'commit' }
  | { readonly t: 'run' | 'store' | 'send' }
  /** Ask the coordinator whether the attempt is open, naming the update's hash or not. */
  | { readonly t: 'ask'; readonly hash: 'named' | 'withheld' }
  | { readonly t: 'forget' }
  /** End a reservation: `spend` commits it without an update, `release` takes it back, where no patient was touched. */
  | { readonly t: 'spend' | 'release'; readonly reason: string };

/** What the machine asks its runner to do, in this order. A step stands last and alone: nothing follows before its outcome is known. */
export type AttemptEffects = readonly Telling[] | readonly [...Telling[], Step];
