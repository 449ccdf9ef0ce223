import { HOLD_REASONS, type HoldReason } from './pixel-holds.ts';

/**
 * Why an image waits: what its head says ({@link HOLD_REASONS}); `text-found`, a program has found what looks like text in its pixels; `text-unchecked`, no program has
 * looked at them; `rejected`, a person has looked and found that they may not be used.
 */
export const PIXEL_REASONS = [...HOLD_REASONS, 'text-found', 'text-unchecked', 'rejected'] as const;
/** One of {@link PIXEL_REASONS}. */
export type PixelReason = (typeof PIXEL_REASONS)[number];

/** What is known of the pixels of an image, all of it of this image alone. */
export interface PixelFacts {
  /** By its head. */
  readonly head: readonly HoldReason[];
  /** Whether the hospital has said where its device writes, and these rectangles are black. */
  readonly blanked: boolean;
  /** What a program has found in the pixels as they are after that; `undefined` where none has looked. */
  readonly text: 'none' | 'found' | undefined;
  /** What a person has decided about exactly these pixels. */
  readonly decision: 'released' | 'rejected' | undefined;
}

/** Text is what blanked rectangles take away, if the hospital has named all of them: that none is left is for a program to say. */
const BLANKABLE: ReadonlySet<PixelReason> = new Set<PixelReason>(['burned-in', 'burned-in-unknown']);

/**
 * What a person sees in a picture and can therefore release. A face may be put together from slices that show none by themselves, and what lies in bits that no pixel
 * uses shows in no picture.
 */
const VISIBLE: ReadonlySet<PixelReason> = new Set<PixelReason>([
  'burned-in',
  'burned-in-unknown',
  'modality-unknown',
  'face-unknown',
  'text-found',
  'text-unchecked',
]);

/** Why the pixels of an image must not be used; none where they may. */
export function pixelReasons({ head, blanked, text, decision }: PixelFacts): readonly PixelReason[] {
  if (decision === 'rejected') return [...head, ...textReasons(text), 'rejected'];
  const reasons = [...head.filter((reason) => !blanked || !BLANKABLE.has(reason)), ...textReasons(text)];
  return decision === 'released' ? reasons.filter((reason) => !VISIBLE.has(reason)) : reasons;
}

/** Whether a person's word is enough for an image that is held back for these reasons. */
export function isReleasable(reasons: readonly PixelReason[]): boolean {
  return reasons.every((reason) => VISIBLE.has(reason) || reason === 'rejected');
}

function textReasons(text: PixelFacts['text']): readonly PixelReason[] {
  return text === 'found' ? ['text-found'] : text === undefined ? ['text-unchecked'] : [];
}
