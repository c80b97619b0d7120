import { describe, expect, it } from 'vitest';
import { findItems } from './find-items.ts';

describe('finding items', () => {
  it('takes those that are given, with the goal as the task', () => {
    expect(findItems('Translate these.\n- not me\n- nor me', ['a', 'b'])).toEqual({
      from: 'items',
      items: ['a', 'b'],
      task: 'Translate these.\n- not me\n- nor me',
    });
  });

  it.each([
    ['- ', '* '],
    ['1. ', '2. '],
    ['1) ', '2) '],
    ['• ', '• '],
    ['(1) ', '(2) '],
  ])('finds the points of a list that begin with "%s"', (first, second) => {
    expect(findItems(`Translate into French:\n\n${first}good day\n${second}good night\n\nBe polite.`)).toEqual({
      from: 'list',
      items: ['good day', 'good night'],
      task: 'Translate into French:\n\nBe polite.',
    });
  });

  it('leaves what is further in with its point', () => {
    const { items, task } = findItems('Do:\n- a\n  - a one\n    more of it\n\n  still a\n- b\n  on b\nThe end.');
    expect(items).toEqual(['a\n  - a one\n    more of it\n\n  still a', 'b\n  on b']);
    expect(task).toBe('Do:\nThe end.');
  });

  it('takes lines where there is no list, and the goal where there is one line', () => {
    expect(findItems('good day\n\n  good night\n')).toEqual({
      from: 'lines',
      items: ['good day', 'good night'],
      task: '',
    });
    expect(findItems(' a poem ')).toEqual({ from: 'goal', items: ['a poem'], task: '' });
    expect(findItems('- only this')).toEqual({ from: 'goal', items: ['- only this'], task: '' });
  });

  it('does not take a number in a sentence for a point', () => {
    expect(findItems('It is from 1999.\nIt costs 3.50 or 4) more').from).toBe('lines');
  });
});
