/**
 * What a reader cannot see, or what is not text at all: control (C0, C1), format (direction, zero width), surrogate, private-use and
 * unassigned characters (general category C), line and paragraph separators, and what Unicode lets a program leave out when it draws
 * (variation selectors, fillers of Hangul).
 */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * `text` on one line, with every hidden character spelled out: `\u{202e}` for one that turns the direction of what follows, `\u{a}` for a
 * line end. Whatever comes from elsewhere passes through here before it reaches a terminal or a page, where a hidden character could clear
 * the screen, forge a line, or show one thing and mean another. Takes time linear in the length; passing twice changes nothing more.
 *
 * What is left may still read from right to left, and a text that holds the six letters `\u{a}` looks as one that held a line end.
 */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, spelled);
}

/** The same of a text that may have several lines: one string for each. */
export function visibleLines(text: string): readonly string[] {
  return text.split(/\r?\n/u).map(visibleText);
}

/** A hidden character, or half of a pair, as {@link visibleText} spells it. */
export function spelled(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * `json` with hidden characters in its strings replaced by `how`. Line ends stay: within strings JSON has none.
 *
 * @param json text of one JSON value, or of several
 * @param how gives what stands for a character inside a JSON string
 */
export function replaceHiddenInJson(json: string, how: (character: string) => string): string {
  return json.replace(HIDDEN, (character) => (character === '\n' ? character : how(character)));
}
