export { html, type Markup, type Part } from './html.ts';
export { renderPage } from './page.ts';
export { SERIES_COLOURS } from './palette.ts';
