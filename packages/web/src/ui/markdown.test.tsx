import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { InlineText } from './inline-text.tsx';
import { Markdown } from './markdown.tsx';
import { parseMarkdown } from './parse-markdown.ts';

const inline = (text: string): string => renderToStaticMarkup(<InlineText text={text} />);
const page = (text: string): string => renderToStaticMarkup(<Markdown text={text} />);

describe('Markdown', () => {
  it('shows tags as the text that they are', () => {
    expect(page('<script>alert(1)</script> <img src=x onerror=alert(1)>')).not.toMatch(/<(script|img)/);
  });

  it.each([
    ['[a](javascript:alert(1))'],
    ['[a](JaVaScRiPt:alert(1))'],
    ['[a](data:text/html,<b>x</b>)'],
    ['[a](vbscript:x)'],
    ['[a](file:///etc/passwd)'],
    ['[a](//evil.example)'],
    ['[a](https://bank.example@evil.example/)'],
  ])('makes no link of %s', (text) => {
    expect(inline(text)).not.toContain('href');
  });

  it('opens links without telling from where, and says the host', () => {
    const html = inline('[the docs](https://example.org/a?b=1)');
    expect(html).toContain('href="https://example.org/a?b=1"');
    expect(html).toContain('rel="noopener noreferrer"');
    expect(html).toContain('(example.org)');
  });

  it('never loads an image', () => {
    const html = inline('![a chart](https://evil.example/pixel.png?secret=1)');
    expect(html).not.toMatch(/<img|evil\.example/);
    expect(html).toContain('a chart');
  });

  it('keeps marks inside code as they are', () => {
    expect(inline('`**a**`')).toContain('**a**');
    expect(page('```\n<b> **x**\n```')).toContain('&lt;b&gt; **x**');
  });

  it('leaves underscores inside words alone', () => {
    expect(inline('snake_case_name and 2 * 3 * 4')).toBe('snake_case_name and 2 * 3 * 4');
  });

  it('parses lists in lists, tasks, tables and quotes', () => {
    const blocks = parseMarkdown(
      '# T\n\n1. one\n   - inner\n2. two\n\n- [x] did\n- [ ] open\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> said\n> twice\n\n---',
    );
    expect(blocks.map(({ type }) => type)).toEqual(['heading', 'list', 'list', 'table', 'quote', 'rule']);
    expect(blocks[1]).toMatchObject({ start: 1, items: [{ blocks: [{ text: 'one' }, { type: 'list' }] }, {}] });
    expect(blocks[2]).toMatchObject({ start: undefined, items: [{ done: true }, { done: false }] });
    expect(blocks[3]).toEqual({ type: 'table', head: ['a', 'b'], rows: [['1', '2']] });
  });

  it('shows a code block whose end has not come yet', () => {
    expect(parseMarkdown('text\n```ts\nconst a')).toEqual([
      { type: 'paragraph', text: 'text' },
      { type: 'code', language: 'ts', text: 'const a' },
    ]);
  });

  it.each([
    ['*'.repeat(30_000)],
    ['['.repeat(30_000)],
    ['> '.repeat(10_000)],
    ['`a'.repeat(10_000)],
    [`${'- '.repeat(5_000)}x`],
    ['**a'.repeat(10_000)],
    ['_a '.repeat(10_000)],
    ['a|'.repeat(3_000) + '\n' + '-|'.repeat(3_000)],
    ['| - '.repeat(10_000)],
    ['- - '.repeat(10_000)],
    ['![a'.repeat(10_000)],
  ])('is done in time with hostile text %#', (text) => {
    const startedAt = performance.now();
    page(text);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
