import { replaceHiddenInJson, spelled } from '@consilium/core';

/**
 * A value as JSON for standard output or a file that people look at: hidden characters are written as JSON escapes, so that programs read
 * the same value and a terminal shows letters.
 *
 * @param indent columns of each level; 0 for one line
 */
export function visibleJson(value: unknown, indent = 2): string {
  return replaceHiddenInJson(JSON.stringify(value, null, indent), unitEscapes);
}

/**
 * A record of a log, which is one line of JSON, with hidden characters spelled out in the *values*, for readers of logs print values
 * and not JSON. Line ends in values stay, as escapes of JSON: stacks have them.
 */
export function visibleRecord(line: string): string {
  const plain = line.replace(/\\(?:u[\da-f]{4}|.)/giu, (escape) =>
    '"\\/n'.includes(escape.charAt(1)) ? escape : spelledEscape(escape),
  );
  return replaceHiddenInJson(plain, (character) => `\\${spelled(character)}`);
}

/** `\u001b`, `\t` and the like of JSON, spelled as text; one that stands for a visible character stays. */
function spelledEscape(escape: string): string {
  const character = JSON.parse(`"${escape}"`) as string;
  const shown = JSON.stringify(character) === `"${character}"` ? replaceHiddenInJson(character, spelled) : spelled(character);
  return shown === character ? escape : `\\${shown}`;
}

function unitEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join(
    '',
  );
}
