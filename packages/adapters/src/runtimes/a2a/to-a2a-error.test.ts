import { expect, it } from 'vitest';
import { RefusedError, toA2aError } from './to-a2a-error.ts';

const ORIGIN = 'https://far.example.org';

it('what the other side says of a 403 proves nothing about what it has done', () => {
  const error = new Error('step 7 got 403 from its database, after the mail was sent');
  const { code, nothingHappened } = toA2aError(error, ORIGIN, { phase: 'asking' });
  expect({ code, nothingHappened }).toEqual({ code: 'agent_unreachable', nothingHappened: false });
});

it.each([
  ['before', true],
  ['asking', true],
  ['following', false],
] as const)(
  'a request that is refused by its status proves that nothing happened, but not of work that has begun: %s',
  (phase, proven) => {
    const error = new Error('it was wrapped', { cause: new RefusedError(403, 'not you') });
    const { code, nothingHappened, message } = toA2aError(error, ORIGIN, { phase });
    expect({ code, nothingHappened }).toEqual({ code: 'agent_refused', nothingHappened: proven });
    expect(message).toContain('403 not you');
  },
);
