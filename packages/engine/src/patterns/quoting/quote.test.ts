import { expect, it } from 'vitest';
import { quote } from './quote.ts';

it('marks every line, whatever ends it', () => {
  expect(quote('one\ntwo\r\nthree\u2028four')).toBe('> one\n> two\n> three\n> four');
});
