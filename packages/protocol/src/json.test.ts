import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCanonicalText } from './json.ts';

describe('canonical text', () => {
  it('does not depend on the order of keys, and tells different values apart', () => {
    expect(toCanonicalText({ b: 1, a: [{ d: undefined, c: null }] })).toBe('{"a":[{"c":null}],"b":1}');
    expect(toCanonicalText({ a: 1 })).not.toBe(toCanonicalText({ a: '1' }));
  });

  it('is JSON that reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(toCanonicalText(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
