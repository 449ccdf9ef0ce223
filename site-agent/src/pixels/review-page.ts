import type { PixelReason } from '@consilium/deidentify';
import { html, type Markup, renderPage } from '@consilium/pages';
import { heldText } from './reason-text.ts';

/** An image that a person looks at. */
export interface ReviewPicture {
  /** What names it on the command line. */
  readonly id: string;
  readonly reasons: readonly PixelReason[];
  readonly released: boolean;
  /** PNG; `undefined` where its pixels are none that can be shown. */
  readonly png: Buffer | undefined;
  readonly width: number;
}

/** What a page shows. */
export interface ReviewFacts {
  readonly dataset: string;
  readonly pictures: readonly ReviewPicture[];
  /** How many more wait, and are not in it. */
  readonly more: number;
}

/** Widths in which a picture is shown, in pixels of the screen: a small one is enlarged, a large one shrunk. */
const SHOWN = { least: 256, most: 1000 } as const;

/** Images that wait for a person, as one file for people of this hospital alone: what it shows may be a name. */
export function renderReview({ dataset, pictures, more }: ReviewFacts): string {
  return renderPage({
    title: `${dataset}: images to look at`,
    kicker: 'For people of this hospital only',
    heading: `${dataset}: images that wait for a person`,
    lead: html`Each is shown as studies would get it, with what is blanked in black. Look for names, dates, numbers and faces: in the corners, faint, turned and very small. Release what has none, reject the others, and delete this file afterwards.`,
    main: html`${pictures.map(renderPicture)}${more === 0 ? '' : html`<section><h2>${more} more</h2><p>They are shown when these are decided.</p></section>`}`,
    footer: html`Made by Consilium at the hospital. This page loads nothing and runs no script.`,
    pictures: true,
  });
}

function renderPicture({ id, reasons, released, png, width }: ReviewPicture): Markup {
  const shown = Math.min(SHOWN.most, Math.max(SHOWN.least, width));
  return html`<section aria-labelledby="i${id}"><h2 id="i${id}"><code>${id}</code></h2>
<p>${released ? 'A person has released it.' : html`It waits because ${reasons.map(heldText).join('; ')}.`}</p>
${png === undefined ? html`<p>It cannot be shown.</p>` : html`<img width="${shown}" alt="the image ${id}" src="data:image/png;base64,${png.toString('base64')}"/>`}
</section>`;
}
