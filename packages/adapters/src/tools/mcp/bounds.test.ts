import { describe, expect, it } from 'vitest';
import { diffText } from './diff-text.ts';
import { LineSplitter } from './stdio/line-splitter.ts';
import { TextTail } from './stdio/text-tail.ts';
import { toAnswer } from './to-output.ts';

const LIMIT = 1_000;

describe('lines of a server', () => {
  it('are put together again, however they were cut', () => {
    const lines = new LineSplitter(LIMIT);
    const bytes = Buffer.from('one\r\n\nzwölf\nthe rest');
    const heard = [...bytes].flatMap((byte) => lines.push(Buffer.from([byte])) ?? []);
    expect(heard).toEqual(['one', '', 'zwölf']);
  });

  it('are given up as soon as one is too long', () => {
    const lines = new LineSplitter(10);
    expect(lines.push(Buffer.from('1234567890\n'))).toEqual(['1234567890']);
    expect(lines.push(Buffer.from('12345'))).toEqual([]);
    expect(lines.push(Buffer.from('678901\n'))).toBeUndefined();
  });
});

describe('the tail of a talk', () => {
  it('holds its last words only, and of a line that was cut no more than is surely no rest of a secret', () => {
    const tail = new TextTail(15);
    for (let count = 0; count < 1_000; count++) tail.push(Buffer.from(`word ${count}\n`));
    expect(tail.text).toBe('word 999\n');
    tail.push(Buffer.from('x'.repeat(100)));
    expect(tail.text).toBe('');
    const long = new TextTail(300);
    long.push(Buffer.from(`${'x'.repeat(400)}end`));
    expect(long.text).toBe(`${'x'.repeat(97)}end`);
  });
});

describe('an answer of a tool', () => {
  it('is its data, else its words; of pictures and bytes only what they are', () => {
    expect(
      toAnswer({ content: [{ type: 'text', text: '{"a":1}' }], structuredContent: { a: 1 } }, LIMIT).output,
    ).toEqual({ a: 1 });
    const content = [
      { type: 'text' as const, text: 'words' },
      { type: 'image' as const, data: 'AAAA', mimeType: 'image/png' },
      { type: 'resource' as const, resource: { uri: 'file:///a', blob: 'AAAA' } },
      { type: 'resource_link' as const, uri: 'https://a.example/b', name: 'b' },
    ];
    expect(toAnswer({ content }, LIMIT).output).toBe(
      'words\n[image, image/png, 3 bytes: not shown]\n[file:///a, bytes, 3 bytes: not shown]\n[link to https://a.example/b: b]',
    );
  });

  it('is cut where it is too long, and says so', () => {
    const { output } = toAnswer({ content: [{ type: 'text', text: 'ö'.repeat(LIMIT) }] }, LIMIT + 1);
    expect(output).toBe(
      `${'ö'.repeat(LIMIT / 2)}\n[cut: these are ${LIMIT + 1} of ${2 * LIMIT} bytes; ask for a smaller part]`,
    );
    const data = toAnswer(
      { content: [{ type: 'text', text: 'short' }], structuredContent: { a: 'x'.repeat(LIMIT) } },
      LIMIT,
    );
    expect(data.output).toBe('short');
  });

  it('may be an error of the tool', () => {
    expect(toAnswer({ content: [{ type: 'text', text: 'no' }], isError: true }, LIMIT)).toMatchObject({
      failed: true,
      text: 'no',
    });
  });
});

describe('a difference of two texts', () => {
  it('shows what was taken out and what came in, with a little around it', () => {
    const before = Array.from({ length: 20 }, (_, line) => `line ${line}`);
    const after = before.map((line, index) => (index === 10 ? 'another line' : line));
    const lines = diffText(before.join('\n'), after.join('\n'));
    expect(lines.map(({ kind }) => kind)).toEqual([
      'left_out',
      'same',
      'same',
      'same',
      'removed',
      'added',
      'same',
      'same',
      'same',
      'left_out',
    ]);
    expect(lines[4]).toEqual({ kind: 'removed', text: 'line 10' });
    expect(diffText('same', 'same')).toEqual([]);
  });

  it('is shown whole where the texts are too long to be aligned', () => {
    const [before, after] = ['a', 'b'].map((letter) => Array.from({ length: 1_500 }, () => letter).join('\n'));
    const kinds = diffText(before ?? '', after ?? '').map(({ kind }) => kind);
    expect(kinds.indexOf('added')).toBe(1_500);
    expect(kinds).toHaveLength(3_000);
  });
});
