import { expect, it } from 'vitest';
import { isReleasable, PIXEL_REASONS, type PixelFacts, pixelReasons } from './pixel-clearance.ts';

const CLEAR: PixelFacts = { head: [], blanked: false, text: 'none', decision: undefined };
const reasons = (facts: Partial<PixelFacts>): readonly string[] => pixelReasons({ ...CLEAR, ...facts });

it('lets an image through whose head says nothing and in which a program has found no text', () => {
  expect(reasons({})).toEqual([]);
  expect(reasons({ text: undefined })).toEqual(['text-unchecked']);
  expect(reasons({ text: 'found' })).toEqual(['text-found']);
});

it('takes no word of a program against what a head says', () => {
  expect(reasons({ head: ['burned-in-unknown'] })).toEqual(['burned-in-unknown']);
  expect(reasons({ head: ['burned-in', 'face'] })).toEqual(['burned-in', 'face']);
});

it('takes blanked rectangles for the text that a head speaks of, once a program finds none beside them', () => {
  expect(reasons({ head: ['burned-in'], blanked: true })).toEqual([]);
  expect(reasons({ head: ['burned-in'], blanked: true, text: undefined })).toEqual(['text-unchecked']);
  expect(reasons({ head: ['burned-in-unknown'], blanked: true, text: 'found' })).toEqual(['text-found']);
  expect(reasons({ head: ['face', 'hidden-bits', 'modality-unknown'], blanked: true })).toHaveLength(3);
});

it('takes the word of a person for all that a picture shows, and for nothing else', () => {
  const head = ['burned-in', 'burned-in-unknown', 'modality-unknown', 'face', 'face-unknown', 'hidden-bits'] as const;
  expect(reasons({ head, text: 'found', decision: 'released' })).toEqual(['face', 'hidden-bits']);
  expect(reasons({ head: [], text: undefined, decision: 'released' })).toEqual([]);
  expect(reasons({ decision: 'rejected' })).toEqual(['rejected']);
  expect(reasons({ head: ['burned-in'], blanked: true, decision: 'rejected' })).toEqual(['burned-in', 'rejected']);
  expect(PIXEL_REASONS.filter((reason) => !isReleasable([reason]))).toEqual(['face', 'hidden-bits']);
  expect(isReleasable(['text-found', 'face'])).toBe(false);
});
