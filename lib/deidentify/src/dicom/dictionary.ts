import { KEPT } from './kept-elements.ts';
import { PROFILE } from './profile-table.ts';
import type { Vr } from './vr.ts';

/** How an implicit file means a tag. Those that nobody here asks for are bytes, and are left out. */
export function dictionaryVr(tag: number): Vr | undefined {
  return PROFILE.get(tag)?.vr ?? KEPT.get(tag)?.vrs[0];
}
