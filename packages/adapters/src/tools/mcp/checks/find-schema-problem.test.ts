import { describe, expect, it } from 'vitest';
import { findSchemaProblem } from './find-schema-problem.ts';

const nest = (depth: number): object => (depth === 0 ? {} : { properties: { down: nest(depth - 1) } });

/** Of a few lines, each of which stands for ten times the one before. */
const bomb = (lines: number): object => ({
  $defs: Object.fromEntries(
    Array.from({ length: lines }, (_, line) => [
      `d${line}`,
      line === 0 ? { type: 'string' } : { anyOf: Array.from({ length: 10 }, () => ({ $ref: `#/$defs/d${line - 1}` })) },
    ]),
  ),
  $ref: `#/$defs/d${lines - 1}`,
});
const chain = (length: number): object => ({
  $defs: Object.fromEntries(
    Array.from({ length }, (_, link) => [`d${link}`, link === 0 ? {} : { $ref: `#/$defs/d${link - 1}` }]),
  ),
});

describe('the schema of a tool', () => {
  it.each([
    ['plain', { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }],
    [
      'with references that end',
      { $defs: { id: { type: 'string' } }, properties: { a: { $ref: '#/$defs/id' }, b: { $ref: '#/$defs/id' } } },
    ],
    [
      'with a reference through a reference',
      { $defs: { a: { $ref: '#/$defs/b' }, b: { type: 'string' } }, properties: { x: { $ref: '#/$defs/a' } } },
    ],
    ['with a property that is called $ref', { properties: { $ref: { type: 'string' } } }],
    ['with references that stand for some thousands of parts', bomb(4)],
    ['with a reference to nothing', { properties: { a: { $ref: '#/$defs/none' } } }],
  ])('is taken: %s', (_what, schema) => expect(findSchemaProblem(schema)).toBeUndefined());

  it.each([
    ['a list', [], /no object/],
    ['nested too deep', nest(40), /more than 32 deep/],
    ['nested far too deep', nest(3_000), /more than 32 deep/],
    ['of too many parts', { enum: Array.from({ length: 6_000 }, (_, number) => number) }, /more than 5000 parts/],
    ['too long', { description: 'x'.repeat(70_000) }, /64000 are allowed/],
    ['that is its own part', { properties: { a: { $ref: '#' } } }, /leads back to itself/],
    [
      'recursive',
      { $defs: { n: { properties: { n: { $ref: '#/$defs/n' } } } }, $ref: '#/$defs/n' },
      /leads back to itself/,
    ],
    [
      'recursive around a corner',
      { $defs: { a: { items: { $ref: '#/$defs/b' } }, b: { items: { $ref: '#/$defs/a' } } } },
      /leads back to itself/,
    ],
    ['recursive in a list', { anyOf: [{ items: { $ref: '#/anyOf/0' } }] }, /leads back to itself/],
    ['recursive by a dynamic reference', { $dynamicRef: '#' }, /leads back to itself/],
    ['recursive by an older reference', { properties: { a: { $recursiveRef: '#' } } }, /leads back to itself/],
    [
      'recursive in other words',
      { $defs: { n: { items: { $ref: '#/%24defs/n' } } }, $ref: '#/$defs/n' },
      /leads back to itself/,
    ],
    ['that stands for a million parts', bomb(9), /more than 20000 parts where its references are followed/],
    ['with a long chain of references', chain(1_500), /more than 64 deep where its references are followed/],
    ['that points to a name', { $defs: { a: { $anchor: 'a' } }, $ref: '#a' }, /points outside, to #a/],
    ['that writes the notes of our validator', { $ref: '#/x', __absolute_ref__: 'https://a.test/' }, /__absolute_/],
    ['that points to another machine', { $ref: 'http://169.254.169.254/latest' }, /points outside/],
    ['that points to a file', { items: { $ref: 'file:///etc/passwd' } }, /points outside/],
  ])('M13: is refused: %s', (_what, schema, message) => expect(findSchemaProblem(schema)).toMatch(message));
});
