import { describe, expect, it } from 'vitest';
import { judgeInput, withoutFile } from './judge-input.ts';

describe('what is said to the browser', () => {
  it.each(['http://example.org/', 'HTTPS://example.org/a?b#c', 'about:blank'])('may be to open %s', (url) =>
    expect(judgeInput({ action: 'new', url })).toEqual({ action: 'new', url }),
  );

  it.each([
    'view-source:http://example.org/',
    'View-Source:file:///etc/passwd',
    'javascript:alert(1)',
    ' java\tscript:alert(1)',
    'data:text/html,<p>x</p>',
    'file:///etc/passwd',
    'chrome://version',
    'blob:http://example.org/1',
    'about:version',
    'ABOUT:BLANK',
    'localhost',
    'example.org:80',
    '',
    null,
  ])('is refused as another address: %j', (url) => {
    for (const input of [{ url }, { action: 'new', url }])
      expect(() => judgeInput(input)).toThrowError(
        expect.objectContaining({ code: 'address_refused', nothingHappened: true }),
      );
  });

  it('names no file to write to, and is not offered to', () => {
    expect(() => judgeInput({ filename: '../x.md' })).toThrowError(expect.objectContaining({ code: 'path_refused' }));
    const schema = { type: 'object', properties: { depth: {}, filename: { type: 'string' } } };
    expect(withoutFile(schema)).toEqual({ type: 'object', properties: { depth: {} } });
    expect(withoutFile({ type: 'object' })).toEqual({ type: 'object' });
  });
});
