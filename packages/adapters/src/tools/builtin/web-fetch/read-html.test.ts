import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHtml } from './read-html.ts';

const read = (html: string) => readHtml(html, new URL('https://site.example/docs/page'));

describe('a page as text', () => {
  it('has its title, its headings, lists and tables, and its links', () => {
    const page =
      read(`<!doctype html><html><head><title>Harbour &amp; f&ecirc;te</title><style>p{color:red}</style></head><body>
      <h1>Plan</h1><p>First   line<br>second &lt;line&gt; &#8364;5 &#x1F600;</p>
      <ul><li>One <b>bold</b></li><li>Two</li></ul>
      <table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>
      <pre>  kept
    as it is</pre>
      <p><a href="../next?a=1&amp;b=2">next page</a> <a href="javascript:alert(1)">bad</a> <a href="mailto:x@y">mail</a></p>
      <img src="x" alt="A map"><script>alert('no')</script><noscript>no</noscript></body></html>`);
    expect(page.title).toBe('Harbour & fête');
    expect(page.text).toBe(
      `# Plan\n\nFirst line\nsecond <line> €5 😀\n\n- One bold\n\n- Two\n\nA | B |\n\n1 | 2 |\n\n  kept\n    as it is\n\nnext page bad mail\n[image: A map]`,
    );
    expect(page.links).toEqual([{ text: 'next page', url: 'https://site.example/next?a=1&b=2' }]);
  });

  it('leaves out what nobody sees', () => {
    const page = read(`<p>seen<!-- comment <b>x</b> --></p><p hidden>one</p><p>seen too</p>
      <div style="display: none">two <div>nested</div> two</div><span aria-hidden="true">three</span>
      <span style="font-size:0px">four</span><template>five</template><svg><text>six</text></svg>
      <p>ze\u200bro\u{e0041}\u{e0042}\u202e width</p><textarea>seven</textarea>end`);
    expect(page.text.replaceAll(/\s+/gu, ' ')).toBe('seen seen too zero width end');
  });

  it('stays quick and whole for pages that are broken on purpose', () => {
    for (const piece of [
      '<div',
      '<a href="',
      '<!--',
      '<script>',
      '<p hidden>',
      '&#x',
      '</',
      '<a =',
      '<b a b c ',
      "<i '",
    ]) {
      const page = read(`start ${piece.repeat(20_000)}`);
      expect(page.text).toMatch(/^start/u);
    }
  });

  it('never fails, and never shows what a script holds', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<div hidden>',
      '</div>',
      '<b',
      '>',
      '"',
      "'",
      '=',
      ' ',
      '<!--',
      '-->',
      '&amp;',
      '&#0;',
      'text',
      '<a href=x>',
      '</a>',
      '<pre>',
      '<br/>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(read(`${pieces.join('')}<script>SECRET</script>`).text).not.toContain('<script>SECRET</script>x');
        expect(read(`<script>SECRET${pieces.join('')}</script>`).text).not.toContain('SECRET');
      }),
    );
  });
});
