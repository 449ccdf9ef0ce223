import { createHash } from 'node:crypto';
import { html, type Markup, type Part, trusted } from './html.ts';
import { REPORT_CSS } from './styles.ts';

/** What a page is made of. */
export interface Page {
  /** Of the window. */
  readonly title: string;
  /** Above the heading, in a few words. */
  readonly kicker: string;
  readonly heading: string;
  readonly lead: Markup;
  readonly main: Part;
  readonly footer: Markup;
  /** It has pictures, which stand in it as `data:` URLs. @default false */
  readonly pictures?: boolean;
}

/**
 * What a page may load: its own style sheet, by hash, pictures that stand in it, if it has some, and nothing else; no script, no font, no request. A name that got
 * past the escaping could still neither run nor call home.
 */
function contentSecurityPolicy(pictures: boolean): string {
  const hash = createHash('sha256').update(REPORT_CSS).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; ${pictures ? 'img-src data:; ' : ''}base-uri 'none'; form-action 'none'`;
}

/**
 * A page as one file, without a script, with charts as static SVG, so that it opens anywhere, prints as it shows and stays readable for as long as
 * HTML does. The same parts always give the same bytes.
 */
export function renderPage({ title, kicker, heading, lead, main, footer, pictures = false }: Page): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${trusted(contentSecurityPolicy(pictures))}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="referrer" content="no-referrer"/>
<title>${title}</title>
<style>${trusted(REPORT_CSS)}</style></head>
<body><header><p class="kicker">${kicker}</p><h1>${heading}</h1>
<p class="lead">${lead}</p></header>
<main>${main}</main>
<footer><p>${footer}</p></footer></body></html>
`.source;
}
