/**
 * A text as one word of a line that somebody is to copy into a shell: of others, of a coordinator for one, it could be more than a word.
 * Plain words stay as they are.
 */
export function shellWord(text: string): string {
  if (/^[\w.,:/@%+=-]+$/.test(text)) return text;
  if (/^[\w.,:/@%+= -]+$/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
