import { describe, expect, it } from 'vitest';
import { escapeHtml, html, trusted } from './html.ts';
import { wellFormed } from '@consilium/testing';

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

  it('spells hidden characters out', () => {
    expect(html`<b>${'a\u202eb\nc\u001b'}</b>`.source).toBe(String.raw`<b>a\u{202e}b\u{a}c\u{1b}</b>`);
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
