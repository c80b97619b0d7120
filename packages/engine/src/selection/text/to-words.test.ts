import { expect, it } from 'vitest';
import { toStem } from './to-stem.ts';
import { toWords } from './to-words.ts';

it.each([
  ['Our CI/CD breaks', ['our', 'cicd', 'breaks']],
  ['gpt-engineer, C++ and C#', ['gpt', 'engineer', 'c++', 'and', 'c#']],
  ["It doesn't café", ['it', 'doesn', 'cafe']],
  ['node.js 3.12', ['node.js', '3.12']],
])('reads %s as %j', (text, words) => {
  expect(toWords(text)).toEqual(words);
});

it.each([
  ['restores', 'restored', 'restoring'],
  ['copies', 'copied', 'copy'],
  ['optimise', 'optimize', 'optimising'],
  ['stop', 'stopped', 'stopping'],
])('finds one stem for %s, %s and %s', (...forms) => {
  expect(new Set(forms.map(toStem)).size).toBe(1);
});
