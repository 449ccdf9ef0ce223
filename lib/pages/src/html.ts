import { visibleText } from '@consilium/core';

/** Text that may stand in HTML as it is. Made by {@link html} and {@link trusted} only. */
export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** What may stand in a template: text and numbers are escaped, markup is not, nothing for null, undefined and false. */
export type Part = string | number | Markup | null | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** `text` for HTML and for attribute values in double quotes, with hidden characters spelled out: the one way of text into a page. */
export function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A template whose values are escaped unless they are markup already; lists are joined without a separator. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, i) => (i === 0 ? text : write(parts[i - 1]) + text)).join(''));
}

/** Markup from a constant of this package. Never from data. */
export function trusted(source: string): Markup {
  return new Markup(source);
}

function write(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.source;
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return part.map(write).join('');
}
