import { describe, expect, it } from 'vitest';
import { readValues } from './read-values.ts';

const keys = (text: string) =>
  readValues(text).values.map(({ kind, key, unit }) => [kind, key, unit].filter(Boolean).join(' '));

describe('reading values', () => {
  it.each([
    ['4,120 EUR', 'number 4120 eur'],
    ['€4120', 'number 4120 eur'],
    ['EUR 4120.00', 'number 4120 eur'],
    ['4\u202f120 euros', 'number 4120 eur'],
    ['1.234.567', 'number 1234567'],
    ['2.5 million dollars', 'number 2500000'],
    ['35 %', 'number 35 %'],
    ['35 percent', 'number 35 %'],
    ['90 minutes', 'number 90 min'],
    ['-3 °C', 'number -3 °c'],
    ['three boats', 'number 3'],
    ['3 boats', 'number 3'],
    ['2026-05-14', 'date 2026-5-14'],
    ['14 May 2026', 'date 2026-5-14'],
    ['May 14th, 2026', 'date 2026-5-14'],
    ['14.05.2026', 'date 2026-5-14'],
    ['on May 14', 'date *-5-14'],
    ['18:05', 'time 18:05'],
    ['6 pm', 'time 18:00'],
    ['12:30 am', 'time 0:30'],
    ['INV-2031', 'id inv-2031'],
    ['v2.3.1', 'id v2.3.1'],
    ['see https://example.com/a?b=1.', 'url https://example.com/a?b=1'],
    ['called "Blue Hour"', 'quote blue hour'],
    ['called “Blue Hour”', 'quote blue hour'],
  ])('%s', (text, expected) => expect(keys(text)).toEqual([expected]));

  it('reads several in their order, and leaves the words', () => {
    const { values, rest } = readValues('From 10-20 lanterns at 18:00 on 14 May 2026, 4,120 EUR each');
    expect(values.map(({ key }) => key)).toEqual(['10', '20', '18:00', '2026-5-14', '4120']);
    expect(rest.split(/\W+/u).filter(Boolean)).toEqual(['From', 'lanterns', 'at', 'on', 'each']);
  });

  it('finds none where there is none', () => {
    for (const text of ['a poem about lanterns', '', 'one day we may go', '---', 'A. B. C.'])
      expect(keys(text)).toEqual([]);
  });

  it('notices what is denied', () => {
    expect(readValues('not 5,000 but 4,120').values.map(({ denied }) => denied)).toEqual([true, false]);
  });

  it('takes no time for texts that are made to take long', () => {
    const begun = performance.now();
    for (const text of [
      'a/'.repeat(20_000),
      '1,'.repeat(20_000),
      '"'.repeat(20_000),
      'a1-'.repeat(20_000),
      '9'.repeat(40_000),
    ])
      readValues(text);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
