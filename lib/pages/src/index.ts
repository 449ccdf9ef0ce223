export { escapeHtml, html, type Markup, type Part, trusted } from './html.ts';
export { renderPage } from './page.ts';
export { DARK, LIGHT } from './palette.ts';
