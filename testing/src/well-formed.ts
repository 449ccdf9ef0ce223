/** An element found by {@link wellFormed}. */
export interface FoundElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Text directly inside, entities as written. */
  text: string;
}

const NAME = '[A-Za-z][A-Za-z0-9-]*';
const TAG = new RegExp(`^<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>`);
const ATTRIBUTE = new RegExp(`(${NAME})="([^"<]*)"`, 'g');
const BAD_AMPERSAND = /&(?!(?:amp|lt|gt|quot|#39|#10);)/;

/**
 * All elements of `source`, read as strict XML: every tag closed in order, every attribute quoted and unique, only the five entities
 * that the report writes. Throws on anything else, as a browser never would.
 */
export function wellFormed(source: string): FoundElement[] {
  const found: FoundElement[] = [];
  const open: FoundElement[] = [];
  let at = source.startsWith('<!doctype html>') ? '<!doctype html>'.length : 0;
  while (at < source.length) {
    if (source[at] !== '<') {
      const end = source.indexOf('<', at);
      const text = source.slice(at, end === -1 ? source.length : end);
      if (BAD_AMPERSAND.test(text)) throw new SyntaxError(`bare & in ${JSON.stringify(text.slice(0, 80))}`);
      const inside = open.at(-1);
      if (inside !== undefined) inside.text += text;
      else if (text.trim() !== '') throw new SyntaxError(`text outside the root: ${text.slice(0, 80)}`);
      at += text.length;
      continue;
    }
    const tag = TAG.exec(source.slice(at, at + 20_000));
    if (tag === null) throw new SyntaxError(`not a tag: ${source.slice(at, at + 80)}`);
    const [whole, closing, name = '', written = '', empty] = tag;
    at += whole.length;
    if (closing === '/') {
      const last = open.pop();
      if (last?.name !== name) throw new SyntaxError(`</${name}> closes <${last?.name}>`);
      continue;
    }
    const element: FoundElement = { name, attributes: attributesOf(written), text: '' };
    found.push(element);
    if (empty !== '/') open.push(element);
  }
  if (open.length > 0) throw new SyntaxError(`never closed: <${open.map((element) => element.name).join('> <')}>`);
  return found;
}

function attributesOf(written: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of written.matchAll(ATTRIBUTE)) {
    if (attributes.has(name)) throw new SyntaxError(`twice: ${name}`);
    if (BAD_AMPERSAND.test(value)) throw new SyntaxError(`bare & in ${name}="${value}"`);
    attributes.set(name, value);
  }
  return attributes;
}
