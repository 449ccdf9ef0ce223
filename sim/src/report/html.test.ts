import { describe, expect, it } from 'vitest';
import { escapeHtml, html, trusted, visibleText } from './html.ts';
import { wellFormed } from './testing/well-formed.ts';

describe('html', () => {
  it('escapes what is put in, and leaves markup alone', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p title="${'" onclick="x'}">${inner}${[1, null, undefined, false, 'a&b']}</p>`.source).toBe(
      '<p title="&quot; onclick=&quot;x"><b>&lt;i&gt;</b>1a&amp;b</p>',
    );
    expect(html`${trusted('<hr/>')}`.source).toBe('<hr/>');
  });

  it('escapes every character that ends text or an attribute', () => {
    expect(escapeHtml(`<>&"'`)).toBe('&lt;&gt;&amp;&quot;&#39;');
  });
});

describe('visibleText', () => {
  it('shows what would clear a screen, turn the text around, hide, or not encode', () => {
    expect(visibleText('a\u001b[2Jb')).toBe('a\ufffd[2Jb');
    expect(visibleText('a\u202eb\u200bc\u0085d\ud800e')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde');
    expect(visibleText('two\r\nlines\tand a tab')).toBe('two lines and a tab');
  });

  it('leaves names of all languages alone', () => {
    expect(visibleText('Zürich 東京 🏥 מרכז')).toBe('Zürich 東京 🏥 מרכז');
  });
});

describe('wellFormed', () => {
  it.each([
    '<a><b></a></b>',
    '<a>',
    '<a x=1></a>',
    '<a x="1" x="2"></a>',
    '<a>1 & 2</a>',
    '<a x="&b"></a>',
    'text',
    '<a onclick></a>',
    '<a x="<"></a>',
    '</a>',
  ])('refuses %s', (source) => {
    expect(() => wellFormed(source)).toThrow(SyntaxError);
  });

  it('reads what is well-formed', () => {
    const [a, b] = wellFormed('<!doctype html><a x="1 &amp; 2">hi<b/></a>');
    expect(a?.attributes.get('x')).toBe('1 &amp; 2');
    expect(a?.text).toBe('hi');
    expect(b?.name).toBe('b');
  });
});
