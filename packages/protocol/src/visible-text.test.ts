import { expect, it } from 'vitest';
import { toVisibleText } from './visible-text.ts';

it('writes out what nobody would see, and leaves everything else as it is', () => {
  const plain = 'Zürich, 東京, עברית: "a\\b"\n\tline 😀';
  expect(toVisibleText(plain)).toBe(plain);
  expect(toVisibleText('pay\u202egnp.exe')).toBe(String.raw`pay\u202egnp.exe`);
  expect(toVisibleText('a\u200bb\u00adc\ufeffd\u2028e\u3164f\u001bg')).toBe(
    String.raw`a\u200bb\u00adc\ufeffd\u2028e\u3164f\u001bg`,
  );
  expect(toVisibleText('x\u{e0041}y')).toBe(String.raw`x\udb40\udc41y`);
});
