import type { Json } from '@tutti/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ModelUnavailableError } from '../../model-errors.ts';
import { createSeededRandom } from '../rehearsal/seeded-random.ts';
import { answerFromSchema } from './answer-from-schema.ts';
import type { Wording } from './wording.ts';

const wording: Wording = {
  write: (name) => `What the field ${name} says about the harbour café.`,
  known: () => undefined,
  phrases: ['harbour café', 'night ferry'],
  references: ['ann', 'bob'],
};

function answer(schema: z.ZodType, seed = 'seed', terse = false): Json {
  return answerFromSchema(z.toJSONSchema(schema) as Json, { wording, random: createSeededRandom(seed), terse });
}

function answerJson(schema: Json): Json {
  return answerFromSchema(schema, { wording, random: createSeededRandom('seed'), terse: false });
}

const text = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 60 })).map(([min, more]) =>
    z
      .string()
      .min(min)
      .max(min + more),
  ),
  fc.constantFrom(
    z.string(),
    z.string().trim().min(1),
    z.email(),
    z.uuid(),
    z.uuidv7(),
    z.url(),
    z.iso.date(),
    z.iso.datetime(),
    z.iso.datetime({ offset: true, precision: 3 }),
    z.iso.time(),
    z.iso.duration(),
    z.ipv4(),
    z.ipv6(),
    z.cidrv4(),
    z.base64(),
    z.base64url(),
    z.e164(),
    z.cuid2(),
    z.ulid(),
    z.nanoid(),
    z.jwt(),
    z.emoji(),
    z.hostname(),
    z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    z.string().regex(/^[A-Z]{2,3}-\d{4}$/),
    z.string().regex(/^(?:run|tsk)_[0-9a-hjkmnp-tv-z]{36}$/),
    z.string().startsWith('plan:').endsWith('!').max(60),
    z.string().lowercase().min(30),
    z.string().includes('harbour'),
    z.templateLiteral(['v', z.int(), '.', z.enum(['alpha', 'beta'])]),
  ),
);

const number = fc.oneof(
  fc.constantFrom(z.number(), z.int(), z.int32(), z.int().positive(), z.number().negative(), z.float32()),
  fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 500 })).map(([min, more]) =>
    z
      .int()
      .min(min)
      .max(min + more),
  ),
  fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.constantFrom(0.001, 0.4, 1, 60)).map(([min, more]) =>
    z
      .number()
      .gt(min)
      .lt(min + more),
  ),
  fc.tuple(fc.constantFrom(0.1, 0.25, 2, 7, 1_000), fc.integer({ min: -50, max: 50 })).map(([step, from]) =>
    z
      .number()
      .multipleOf(step)
      .min(from * step),
  ),
);

const leaf: fc.Arbitrary<z.ZodType> = fc.oneof(
  text,
  number,
  fc.constantFrom(z.boolean(), z.null(), z.literal('agreed'), z.literal([1, 'two', null]), z.unknown(), z.json()),
  fc
    .uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })
    .map((values) => z.enum(values)),
);

const name = fc.stringMatching(/^[a-z]{1,8}$/);

const { schema } = fc.letrec<{ schema: z.ZodType }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.dictionary(name, tie('schema'), { maxKeys: 5 }).map((shape) => z.object(shape)),
    fc.dictionary(name, tie('schema'), { maxKeys: 5 }).map((shape) => z.strictObject(shape).partial()),
    fc.dictionary(name, tie('schema'), { maxKeys: 3 }).map((shape) => z.object(shape).catchall(z.number())),
    tie('schema').map((item) => z.array(item)),
    fc.tuple(tie('schema'), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 3 })).map(([item, min, more]) =>
      z
        .array(item)
        .min(min)
        .max(min + more),
    ),
    fc.tuple(tie('schema'), tie('schema')).map(([one, other]) => z.union([one, other])),
    fc.tuple(tie('schema'), tie('schema')).map(([one, other]) => z.tuple([one, other])),
    fc.tuple(tie('schema'), tie('schema')).map(([one, rest]) => z.tuple([one], rest)),
    fc
      .tuple(tie('schema'), tie('schema'))
      .map(([one, other]) =>
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('one'), value: one }),
          z.object({ kind: z.literal('other'), value: other.optional() }),
        ]),
      ),
    fc
      .tuple(tie('schema'), tie('schema'))
      .map(([one, other]) => z.intersection(z.object({ left: one }), z.object({ right: other }))),
    tie('schema').map((value) => z.record(z.string().regex(/^[a-z]{2,}$/), value)),
    tie('schema').map((value) => z.record(z.enum(['north', 'south']), value)),
    tie('schema').map((value) => value.nullable()),
    tie('schema').map((value) => z.object({ value: value.optional() })),
  ),
}));

interface Tree {
  label: string;
  children: Tree[];
}
const Tree: z.ZodType<Tree> = z.object({ label: z.string(), children: z.lazy(() => z.array(Tree).max(4)) });

interface Chain {
  value: number;
  next: Chain | null;
}
const Chain: z.ZodType<Chain> = z.object({ value: z.int(), next: z.lazy(() => Chain).nullable() });

describe('answerFromSchema', () => {
  it('satisfies every schema that zod can write down', () => {
    fc.assert(
      fc.property(schema, fc.string(), fc.boolean(), (zodSchema, seed, terse) => {
        const parsed = zodSchema.safeParse(answer(zodSchema, seed, terse));
        expect(parsed.error).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same value for the same seed', () => {
    fc.assert(
      fc.property(schema, fc.string(), (zodSchema, seed) => {
        expect(answer(zodSchema, seed)).toEqual(answer(zodSchema, seed));
      }),
      { numRuns: 50 },
    );
  });

  it('brings recursive schemas to an end', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        for (const recursive of [Tree, Chain, z.object({ root: Tree, chains: z.array(Chain).min(2) })]) {
          const value = answer(recursive, seed);
          expect(recursive.safeParse(value).success).toBe(true);
          expect(JSON.stringify(value).length).toBeLessThan(20_000);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes a name from the references where a pattern asks for one', () => {
    const Vote = z.object({ choice: z.string().regex(/^[a-z]+$/) });
    expect(['ann', 'bob']).toContain(Vote.parse(answer(Vote)).choice);
  });

  it('follows references into $defs and keeps what stands beside them', () => {
    const value = answerJson({
      $defs: { id: { type: 'string', minLength: 3 }, 'a/b': { type: 'integer', minimum: 5 } },
      type: 'object',
      properties: { id: { $ref: '#/$defs/id', maxLength: 4 }, count: { $ref: '#/$defs/a~1b' } },
      required: ['id', 'count'],
    });
    const Expected = z.strictObject({ id: z.string().min(3).max(4), count: z.int().min(5) });
    expect(Expected.safeParse(value).success).toBe(true);
  });

  it('meets all members of allOf at once', () => {
    const value = answerJson({
      allOf: [
        { type: 'object', properties: { size: { type: 'number', minimum: 3 } }, required: ['size'] },
        { properties: { size: { type: 'integer', maximum: 3 }, note: { enum: ['a', 'b'] } }, required: ['note'] },
        { properties: { note: { enum: ['b', 'c'] } } },
      ],
    });
    expect(value).toEqual({ size: 3, note: 'b' });
  });

  it('keeps the items of a set apart', () => {
    expect(answerJson({ type: 'array', uniqueItems: true, minItems: 3, items: { enum: [1, 2, 3] } })).toHaveLength(3);
  });

  it('leaves out an optional field that nothing can fill', () => {
    expect(answer(z.object({ gone: z.never().optional(), here: z.literal(1) }))).toEqual({ here: 1 });
  });

  it.each([
    ['a required field that nothing can fill', { type: 'object', properties: { x: false }, required: ['x'] }],
    ['contradicting bounds', { type: 'integer', minimum: 3, maximum: 2 }],
    ['a back-reference', { type: 'string', pattern: '^(.)\\1{5}$' }],
    ['a keyword that it does not know', { if: { type: 'string' }, else: false }],
    ['a reference to nowhere', { $ref: '#/$defs/gone' }],
    ['a reference to another document', { $ref: 'https://example.org/schema' }],
    ['references in a circle', { $ref: '#' }],
    ['a value that needs itself', { type: 'object', properties: { self: { $ref: '#' } }, required: ['self'] }],
    ['a format without a pattern that it does not know', { type: 'string', format: 'licence-plate' }],
    ['a keyword with a wrong value', { type: 'string', minLength: 'three' }],
    ['an endless text', { type: 'string', minLength: 1e12 }],
    ['an endless list', { type: 'array', minItems: 1e12, items: { type: 'null' } }],
  ])('says at once that it cannot answer: %s', (_reason, impossible) => {
    const attempt = () => answerJson(impossible as Json);
    expect(attempt).toThrow(ModelUnavailableError);
    expect(attempt).toThrow(/cannot answer in this schema/);
    expect(attempt).toThrow(expect.objectContaining({ retryable: false }));
  });

  it('gives a field named __proto__ as a field', () => {
    const impostor = JSON.parse('{"type":"object","properties":{"__proto__":{"const":1}},"required":["__proto__"]}');
    expect(Object.entries(answerJson(impostor) as object)).toEqual([['__proto__', 1]]);
  });
});
