import { type Delta, StepPath } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { findNode, RunFold } from './run-fold.ts';
import { createEvents, RUN } from './testing/create-events.ts';

const path = StepPath.parse('turn/1/model/1');
const delta = (offset: number, text: string, attempt = 1): Delta => ({
  type: 'delta',
  run: RUN,
  path,
  attempt,
  offset,
  text,
});
const wordsOf = (fold: RunFold) => findNode(fold.timeline.root, path)?.words;

describe('the fold of a run', () => {
  it('passes over what it knows, so that nothing counts twice', () => {
    const fold = new RunFold();
    const events = createEvents({ steps: 3 });
    expect(fold.take(events)).toBe(true);
    expect(fold.take(events.slice(2))).toBe(true);
    expect(fold.events).toHaveLength(5);
    expect(fold.state?.steps.completed).toBe(3);
  });

  it('stops before a gap and says so', () => {
    const fold = new RunFold();
    const events = createEvents({ steps: 4 });
    expect(fold.take([...events.slice(0, 3), ...events.slice(4)])).toBe(false);
    expect(fold.seq).toBe(3);
    expect(fold.take(events)).toBe(true);
    expect(fold.seq).toBe(6);
  });

  it('hears words once, also where they overlap, and shows where some were lost', () => {
    const fold = new RunFold();
    fold.hear(delta(0, 'Once upon'));
    fold.hear(delta(0, 'Once upon'));
    fold.hear(delta(5, 'upon a time'));
    expect(wordsOf(fold)).toBe('Once upon a time');
    fold.hear(delta(30, 'the end'));
    expect(wordsOf(fold)).toBe('Once upon a time… the end');
  });

  it('begins anew with the words of a later attempt', () => {
    const fold = new RunFold();
    fold.hear(delta(0, 'Wrong'));
    fold.hear(delta(0, 'Right', 2));
    expect(wordsOf(fold)).toBe('Right');
  });
});
