import { describe, expect, it } from 'vitest';
import { listHosts } from './list-hosts.ts';

describe('N7: the hosts of an input', () => {
  it.each([
    'https://evil.example/?d=1',
    '  HTTPS://evil.example/?d=1 ',
    'ht\ttps://evil.example/?d=1',
    'https:\n//evil.example/?d=1',
    '\u0001https://evil.example/?d=1',
    '\u00a0https://evil.example/?d=1',
    'https:evil.example/?d=1',
    'https:\\\\evil.example\\?d=1',
    'wss://evil.example/',
  ])('are found as whoever goes there reads them: %j', (text) => {
    expect(listHosts(text)).toEqual(['evil.example']);
    expect(listHosts({ body: { parts: ['words', text] } })).toEqual(['evil.example']);
  });

  it.each([
    'evil.example/?d=1',
    '//evil.example/?d=1',
    '\\\\evil.example',
    'evil.example:8443/?d=1',
    '\u0001evil.example',
    'someone@evil.example/?d=1',
  ])('are found without a scheme where an address is asked for: %j', (text) => {
    expect(listHosts({ url: text })).toEqual(['evil.example']);
    expect(listHosts({ startUrls: [text] })).toEqual(['evil.example']);
    expect(listHosts({ note: text })).toEqual([]);
  });

  it.each(['/a/b.html', './a', 'word', 'file:///etc/passwd', 'mailto:a@b.example', 'data:text/plain,a.b', ''])(
    'are none where it leads to none: %j',
    (text) => {
      expect(listHosts({ url: text })).toEqual([]);
    },
  );
});
