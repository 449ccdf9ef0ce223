import { visibleText } from '@consilium/core';

/** How a whole line may look. These are the only colours that our programs write. */
export type Style = 'alarm';

/** A line to be written; what it holds of other people's text does no harm, see {@link Terminal}. */
export type Line = string | { readonly text: string; readonly style: Style };

/** Where a {@link Terminal} writes: standard output, standard error, or a test's buffer. */
export interface OutputStream {
  write(text: string): unknown;
  /** Width of a terminal; read at every line, because windows change. */
  readonly columns?: number | undefined;
  readonly isTTY?: boolean | undefined;
}

/**
 * The one door to a terminal. What goes through it is lines, not text: hidden characters of a line, line ends among them, are spelled
 * out, so that a name from a plan or a message from a site can neither colour the screen, nor move the cursor, nor begin a line of its own.
 */
export interface Terminal {
  /** Whether a line can be redrawn. */
  readonly interactive: boolean;
  /** Whether styles show as colours: on a terminal, and not under `NO_COLOR`. */
  readonly colored: boolean;
  /** Columns of a terminal; undefined where there is none, or it does not say. */
  readonly columns: number | undefined;
  /** Writes lines, above the live one. */
  say(...lines: readonly Line[]): void;
  /** Draws the live line, in place of the one before. */
  live(line: string): void;
  /** Takes the live line away. */
  clear(): void;
}

const STYLES: Readonly<Record<Style, string>> = { alarm: '\u001b[1;97;41m' };
const RESET = '\u001b[0m';
const ERASE_LINE = '\r\u001b[2K';

/** A {@link Terminal} on a stream, which is asked for only when something is written. */
export function createTerminal(
  stream: () => OutputStream,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  let live = false;
  const erase = (): string => {
    const was = live;
    live = false;
    return was ? ERASE_LINE : '';
  };
  const terminal: Terminal = {
    get interactive() {
      return stream().isTTY === true;
    },
    get colored() {
      return stream().isTTY === true && !environment['NO_COLOR'];
    },
    get columns() {
      // Some pseudo terminals say that they have no columns at all.
      const { columns = 0 } = stream();
      return columns > 0 ? columns : undefined;
    },
    say(...lines) {
      const { colored } = terminal;
      const shown = lines.map((line) => {
        if (typeof line === 'string') return `${visibleText(line)}\n`;
        const text = visibleText(line.text);
        return colored ? `${STYLES[line.style]}${text}${RESET}\n` : `${text}\n`;
      });
      stream().write(erase() + shown.join(''));
    },
    live(line) {
      stream().write(erase() + visibleText(line));
      live = true;
    },
    clear() {
      if (live) stream().write(erase());
    },
  };
  return terminal;
}
