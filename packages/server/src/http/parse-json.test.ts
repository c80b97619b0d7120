import { expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('reads what JSON is, and nothing as an empty object', () => {
  expect(parseJson(bytes('{"a":[1,"\\"]}}{{",null]}'))).toEqual({ a: [1, '"]}}{{', null] });
  expect(parseJson(bytes(''))).toEqual({});
});

it('refuses a body of too many members or levels before it is parsed', () => {
  const parse = JSON.parse;
  const parsed: unknown[] = [];
  JSON.parse = (text: string) => void parsed.push(text);
  try {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 1]));
    for (const text of [JSON.stringify(many), '['.repeat(10_000), `[${'[],'.repeat(30_000)}[]]`])
      expect(() => parseJson(bytes(text))).toThrow(/members|levels/);
    expect(parsed).toEqual([]);
  } finally {
    JSON.parse = parse;
  }
});

it('takes 64 levels', () => {
  expect(() => parseJson(bytes('['.repeat(64) + ']'.repeat(64)))).not.toThrow();
});
