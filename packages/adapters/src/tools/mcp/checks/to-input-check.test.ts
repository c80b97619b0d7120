import type { Json } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { toInputCheck } from './to-input-check.ts';

const accepts = (schema: Json, input: Json) => toInputCheck(schema).safeParse(input).success;

describe('what a model wrote', () => {
  it('is held against the schema, with its references', () => {
    const schema = { $defs: { id: { type: 'string' } }, properties: { id: { $ref: '#/$defs/id' } } };
    expect(accepts(schema, { id: 'x' })).toBe(true);
    expect(accepts(schema, { id: 1 })).toBe(false);
    expect(accepts(schema, ['x'])).toBe(false);
  });

  it('is left to the server where a reference leads nowhere', () => {
    expect(accepts({ properties: { id: { $ref: '#/$defs/none' } } }, { id: 1 })).toBe(true);
  });

  it('is held against parts where they stand, whatever address they give themselves', () => {
    const schema = {
      $defs: { id: { type: 'string' } },
      properties: { a: { $id: 'https://a.test/', properties: { b: { $ref: '#/$defs/id' } } }, id: { type: 'string' } },
    };
    expect(accepts(schema, { a: { b: 1 } })).toBe(false);
    expect(accepts(schema, { a: { b: 'x' }, id: 'y' })).toBe(true);
    expect(accepts(schema, { id: 1 })).toBe(false);
  });
});
