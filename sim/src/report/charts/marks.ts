import { html, type Markup, SERIES_COLOURS } from '@consilium/pages';

/** How many lines have a look of their own. */
export const LOOKS: number = SERIES_COLOURS;

const DASHES = ['', '7 3', '2.5 2.5', '9 3 2 3', '5 2', '1.5 3', '10 4', '4 2 1 2'] as const;

/** Dash pattern of a line; empty for a solid one. */
export function dashOf(look: number): string {
  return DASHES[look % LOOKS] ?? '';
}

/** The mark of a line at (x, y): circle, square, triangle, diamond, cross, plus, triangle down, ring. */
export function mark(look: number, x: number, y: number): Markup {
  const r = 3.6;
  const at = (dx: number, dy: number): string => `${coordinate(x + dx)} ${coordinate(y + dy)}`;
  const path = (d: string, open = false): Markup => html`<path class="${open ? 'mark open' : 'mark'}" d="${d}"/>`;
  switch (look % LOOKS) {
    case 0:
      return html`<circle class="mark" cx="${coordinate(x)}" cy="${coordinate(y)}" r="${r}"/>`;
    case 1:
      return path(`M${at(-r, -r)}L${at(r, -r)}L${at(r, r)}L${at(-r, r)}Z`);
    case 2:
      return path(`M${at(0, -r * 1.25)}L${at(r * 1.15, r)}L${at(-r * 1.15, r)}Z`);
    case 3:
      return path(`M${at(0, -r * 1.35)}L${at(r * 1.35, 0)}L${at(0, r * 1.35)}L${at(-r * 1.35, 0)}Z`);
    case 4:
      return path(`M${at(-r, -r)}L${at(r, r)}M${at(-r, r)}L${at(r, -r)}`, true);
    case 5:
      return path(`M${at(-r * 1.2, 0)}L${at(r * 1.2, 0)}M${at(0, -r * 1.2)}L${at(0, r * 1.2)}`, true);
    case 6:
      return path(`M${at(0, r * 1.25)}L${at(r * 1.15, -r)}L${at(-r * 1.15, -r)}Z`);
    default:
      return html`<circle class="mark ring" cx="${coordinate(x)}" cy="${coordinate(y)}" r="${r}"/>`;
  }
}

/** A picture coordinate, two decimals. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}
