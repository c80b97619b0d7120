import { describe, expect, it } from 'vitest';
import { toEffect } from './to-effect.ts';
import { toInputCheck } from './to-input-check.ts';
import { toToolName } from './to-tool-name.ts';

describe('the effect of a tool', () => {
  it.each([
    [undefined, 'irreversible'],
    [{}, 'irreversible'],
    [{ readOnlyHint: true }, 'read'],
    [{ readOnlyHint: false, destructiveHint: false }, 'irreversible'],
    [{ idempotentHint: true }, 'irreversible'],
    [{ idempotentHint: true, destructiveHint: true }, 'irreversible'],
    [{ idempotentHint: true, destructiveHint: false }, 'idempotent'],
  ] as const)('of the hints %j is %s', (hints, effect) => expect(toEffect(hints)).toBe(effect));
});

describe('the name of a tool', () => {
  it('begins with its server, in letters that every provider takes', () => {
    expect(toToolName('files', 'read_file')).toBe('files__read_file');
    expect(toToolName('files', 'notes/read.one ⚓')).toBe('files__notes_read_one__');
  });

  it('is shortened so that two long ones stay apart', () => {
    const [one, other] = ['a', 'b'].map((end) => toToolName('files', `${'x'.repeat(80)}${end}`));
    expect(one).toHaveLength(64);
    expect(one).not.toBe(other);
  });
});

describe('the input of a tool', () => {
  const check = toInputCheck({
    type: 'object',
    properties: {
      id: { type: 'string', pattern: '^(a+)+$' },
      pattern: { type: 'string' },
      count: { type: 'integer', minimum: 1 },
    },
    required: ['id'],
    additionalProperties: false,
  });

  it('is checked against its schema', () => {
    expect(check.safeParse({ id: 'x', pattern: 'y', count: 1 }).success).toBe(true);
    for (const wrong of [{}, { id: 1 }, { id: 'x', count: 0 }, { id: 'x', more: 1 }, [], 'x', null])
      expect(check.safeParse(wrong).success).toBe(false);
  });

  it('X5: is not tried against a pattern, which could take for ever', () => {
    const begun = performance.now();
    expect(check.safeParse({ id: `${'a'.repeat(40)}!` }).success).toBe(true);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('is left to its server where the schema is in a dialect that is not known', () => {
    expect(toInputCheck({ $schema: 'https://evil.test/dialect', type: 'object' }).safeParse({ a: 1 }).success).toBe(
      true,
    );
  });
});
