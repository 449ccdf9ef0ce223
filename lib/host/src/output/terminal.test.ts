import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createTerminal, type Terminal } from './terminal.ts';

class Screen {
  columns: number | undefined = 80;
  isTTY: boolean | undefined = true;
  written = '';

  write(text: string): void {
    this.written += text;
  }
}

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
let screen: Screen;
let terminal: Terminal;

beforeEach(() => {
  screen = new Screen();
  terminal = createTerminal(() => screen, {});
});

it('a line is one line, whatever it holds', () => {
  terminal.say('one', 'two\nepsilon 0.01', 'three\u001b[2J\u202e');
  expect(screen.written).toBe(String.raw`one
two\u{a}epsilon 0.01
three\u{1b}[2J\u{202e}
`);
});

it('any lines: as many as given, nothing hidden in them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (lines) => {
      screen.written = '';
      terminal.say(...lines);
      const shown = screen.written.split('\n');
      expect(shown).toHaveLength(lines.length + 1);
      for (const line of shown) expect(line).not.toMatch(HIDDEN);
    }),
  );
});

describe('colours', () => {
  const line = { text: ' DANGER\u001b[0m ', style: 'alarm' } as const;

  it('are those of a style, from its first column to its last', () => {
    terminal.say(line);
    expect(screen.written).toBe('\u001b[1;97;41m DANGER\\u{1b}[0m \u001b[0m\n');
  });

  it('are left out where nothing shows them', () => {
    screen.isTTY = false;
    terminal.say(line);
    expect(terminal.colored).toBe(false);
    expect(screen.written).not.toContain('\u001b');
    const plain = createTerminal(() => new Screen(), { NO_COLOR: '1' });
    expect(plain.colored).toBe(false);
    expect(createTerminal(() => new Screen(), {}).colored).toBe(true);
  });
});

describe('the live line', () => {
  it('is drawn over the one before, makes room for others, and goes', () => {
    terminal.live('round 1');
    terminal.live('round 2\n\u001b]0;x\u0007');
    terminal.say('note');
    terminal.live('round 3');
    terminal.clear();
    terminal.clear();
    expect(screen.written.split('\r\u001b[2K')).toEqual([
      'round 1',
      String.raw`round 2\u{a}\u{1b}]0;x\u{7}`,
      'note\nround 3',
      '',
    ]);
  });

  it('knows whether it can be, and how wide', () => {
    expect([terminal.interactive, terminal.columns]).toEqual([true, 80]);
    Object.assign(screen, { isTTY: undefined, columns: 0 });
    expect([terminal.interactive, terminal.columns]).toEqual([false, undefined]);
  });
});
