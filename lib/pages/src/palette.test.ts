import { describe, expect, it } from 'vitest';
import { DARK, LIGHT, SERIES_COLOURS } from './palette.ts';
import { contrast } from './testing/contrast.ts';

describe('contrast', () => {
  it('is 21 for black on white and 1 for the same', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
    expect(contrast('#123456', '#123456')).toBe(1);
    // WebAIM's checker: #767676 on white is the lightest grey that passes 4.5.
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });
});

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('%s palette', (_, palette) => {
  it('text has contrast 4.5 or more', () => {
    for (const ink of [palette.ink, palette.quiet, palette.accent, palette.alarmText]) {
      expect(contrast(ink, palette.card)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(ink, palette.page)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(palette.cautionInk, palette.cautionPage)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.alarmInk, palette.alarmPage)).toBeGreaterThanOrEqual(4.5);
  });

  it('each line has a colour of its own, with contrast 4.5 or more because its name is written in it', () => {
    expect(palette.series).toHaveLength(SERIES_COLOURS);
    expect(new Set(palette.series).size).toBe(SERIES_COLOURS);
    for (const colour of palette.series) expect(contrast(colour, palette.card)).toBeGreaterThanOrEqual(4.5);
  });
});
