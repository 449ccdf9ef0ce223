import { renderErrorReference } from '@consilium/core';
import { renderEventReference } from '@consilium/transparency';
import { renderPlanReference } from '@consilium/plan';

/** Reference pages of docs/ that are written by the code they describe: path from the root of the repository, and content. */
export function referencePages(): readonly (readonly [path: string, content: string])[] {
  return [
    ['docs/errors.md', renderErrorReference()],
    ['docs/audit-events.md', renderEventReference()],
    ['docs/plan-reference.md', renderPlanReference()],
  ];
}
