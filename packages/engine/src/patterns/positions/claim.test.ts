import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpposedClaim, isSameClaim, toClaimKey } from './claim.ts';

describe('what a claim says', () => {
  it.each([
    ['Use PostgreSQL.', 'use postgresql'],
    ['I think that we should use the queue', 'We should use a queue!'],
    ['My position is: Ship on Friday', 'Ship on Friday.'],
    ['Yes, we should ship', 'We should ship'],
    ['No. We should not ship', 'we should not ship'],
    ['It can’t work', 'It cannot work'],
    ['It doesn’t scale', 'it does not scale'],
    ['The answer is 1,024', 'Answer: 1024'],
    ['It costs 3.0 %', 'it costs 3 percent'],
    ['The cache halves latency', 'the caches halve latency'],
    ['a well-known limit', 'A well known limit'],
    ['Use **Redis** for `orders`', 'use redis for orders'],
    ['Wir nehmen Öl', 'wir nehmen öl'],
  ])('is the same in %j and %j', (one, other) => {
    expect(isSameClaim(one, other)).toBe(true);
    expect(isOpposedClaim(one, other)).toBe(false);
  });

  it.each([
    ['ann beats bob', 'bob beats ann'],
    ['the answer is 42', 'the answer is 43'],
    ['the answer is 5', 'the answer is -5'],
    ['it costs $5', 'it costs €5'],
    ['x < 5', 'x > 5'],
    ['use python 3.10', 'use python 3.1'],
    ['it is 2*3', 'it is 2/3'],
    ['the id is 12345678901234567890', 'the id is 12345678901234567891'],
    ['use C', 'use C++'],
    ['ship 👍', 'ship 👎'],
    ['ship it', 'do not ship it'],
    ['yes', 'no'],
    ['👍', '👎'],
    ['使用缓存', '不使用缓存'],
  ])('is another one in %j and %j', (one, other) => {
    expect(isSameClaim(one, other)).toBe(false);
  });

  it.each([
    ['We should ship', 'We should not ship'],
    ['It works', 'It does not work'],
    ['The limit is 10', 'The limit is 100'],
    ['Yes', 'No'],
    ['No caching is needed', 'Caching is needed'],
    ['The change is safe', 'The change is unsafe'],
  ])('is turned around between %j and %j', (one, other) => {
    expect(isOpposedClaim(one, other)).toBe(true);
    expect(isOpposedClaim(other, one)).toBe(true);
  });

  it('is not turned around where it is only about something else', () => {
    expect(isOpposedClaim('We should ship', 'We should wait')).toBe(false);
  });

  it('does not depend on case, on spaces or on a full stop, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
        expect(isSameClaim(text, text)).toBe(true);
        expect(isOpposedClaim(text, text)).toBe(false);
        expect(toClaimKey(text)).toBe(toClaimKey(`  ${text} `));
      }),
    );
  });
});
