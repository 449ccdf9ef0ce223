/** Colours of one mode, as sRGB hex. */
export interface Palette {
  readonly page: string;
  readonly card: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly accent: string;
  readonly alarmInk: string;
  readonly alarmPage: string;
  readonly cautionInk: string;
  readonly cautionPage: string;
  /** Alarming words on a card. */
  readonly alarmText: string;
  readonly series: readonly string[];
}

/**
 * Eight hues after Okabe and Ito ("Color universal design", 2008), made darker until each has contrast 4.5 : 1 or more on the card,
 * because names are written in them too (WCAG 2.2, 1.4.3). Every line also has its own dash and mark: colour never carries meaning alone.
 */
export const LIGHT: Palette = {
  page: '#f6f5f1',
  card: '#ffffff',
  ink: '#1b2530',
  quiet: '#566371',
  line: '#dcdfe0',
  accent: '#0d5c63',
  alarmInk: '#ffffff',
  alarmPage: '#a4161a',
  cautionInk: '#3d2b00',
  cautionPage: '#ffe3a3',
  alarmText: '#a4161a',
  series: ['#0072b2', '#c65300', '#00805d', '#a8457f', '#8a6d00', '#7d3c1b', '#5b5fc7', '#6b6b6b'],
};

/** The same for dark screens. */
export const DARK: Palette = {
  page: '#12171c',
  card: '#1a2129',
  ink: '#e7ebee',
  quiet: '#a3b0bb',
  line: '#333f4a',
  accent: '#6cc5c1',
  alarmInk: '#ffffff',
  alarmPage: '#a4161a',
  cautionInk: '#ffe9bd',
  cautionPage: '#4a3708',
  alarmText: '#ff8f8f',
  series: ['#56b4e9', '#f08a3c', '#2fc49b', '#e08fbb', '#f0d24a', '#8ab8ff', '#a9a4ff', '#b5b5b5'],
};

/** How many lines have a colour of their own. */
export const SERIES_COLOURS: number = LIGHT.series.length;
