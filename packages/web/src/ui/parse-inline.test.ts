import { expect, it } from 'vitest';
import { parseInline } from './parse-inline.ts';

const CITATION = 'kn:doc_4k2m9x7p1q3r.2.120-480';
const typesOf = (text: string) => parseInline(text).map(({ type }) => type);

it('finds citations of passages, also several and inside other marks', () => {
  expect(parseInline(`As it says [${CITATION}].`)).toEqual([
    { type: 'text', text: 'As it says ' },
    { type: 'citation', citation: CITATION },
    { type: 'text', text: '.' },
  ]);
  expect(typesOf(`[${CITATION}][${CITATION}]`)).toEqual(['citation', 'citation']);
  expect(parseInline(`**so [${CITATION}]**`)).toMatchObject([
    { type: 'strong', parts: [{ type: 'text' }, { type: 'citation' }] },
  ]);
});

it.each([
  '[kn:doc_4k2m9x7p1q3r.2.120-480',
  '[kn:doc_4k2m9x7p1q3r.2]',
  '[kn:../../evil]',
  '[kn:doc_4k2m9x7p1q3r.2.120-480?x=1]',
  'kn:doc_4k2m9x7p1q3r.2.120-480',
])('makes no citation of %s', (text) => {
  expect(typesOf(text)).not.toContain('citation');
});

it('leaves a link that is called as a citation is what it is', () => {
  expect(typesOf(`[${CITATION}](https://example.com/)`)).toEqual(['link']);
});
