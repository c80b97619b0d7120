import { StepPath } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { SpokenText } from './spoken-text.ts';

function hearAll(deltas: readonly [path: string, attempt: number, offset: number, text: string][]) {
  const told: string[] = [];
  const spoken = new SpokenText((text) => void told.push(text));
  for (const [path, attempt, offset, text] of deltas)
    spoken.hear({ path: StepPath.parse(path), attempt, offset, text });
  return { spoken, told };
}

it('tells pieces as they come, and at the end what was missed', () => {
  const { spoken, told } = hearAll([
    ['a', 1, 0, 'Hel'],
    ['a', 1, 3, 'lo'],
    ['a', 1, 9, 'lost before'],
  ]);
  spoken.end('Hello you');
  expect(told).toEqual(['Hel', 'lo', ' you']);
});

it('passes over what another attempt says again', () => {
  const { spoken, told } = hearAll([
    ['a', 1, 0, 'Hello'],
    ['a', 2, 0, 'Hel'],
    ['a', 2, 3, 'lo you'],
    ['a', 1, 5, ' there'],
  ]);
  spoken.end('Hello you');
  expect(told).toEqual(['Hello', ' you']);
});

it('fails at the end where another attempt has said something else', () => {
  const { spoken, told } = hearAll([
    ['a', 1, 0, 'Hello'],
    ['a', 2, 0, 'Goodbye'],
  ]);
  expect(() => spoken.end('Goodbye')).toThrow(/answered otherwise/);
  expect(told).toEqual(['Hello']);
});

it('sets apart what an agent says before and after its tools', () => {
  const { spoken } = hearAll([
    ['turn/1/model/1', 1, 0, 'Let me see.'],
    ['turn/1/model/2', 1, 0, 'It is four.'],
  ]);
  spoken.end('It is four.');
  expect(spoken.text).toBe('Let me see.\n\nIt is four.');
});

it('tells everything at the end where nothing was heard', () => {
  const { spoken, told } = hearAll([]);
  spoken.end('Hello');
  expect(told).toEqual(['Hello']);
});
