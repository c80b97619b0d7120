import { PatternName, PatternOptions, PATTERNS } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { tasksText } from '../../strings/tasks.ts';
import { findOptionMistakes, OptionsDraft, toOptionsDraft, toPatternOptions } from './options-draft.ts';

const EMPTY = OptionsDraft.parse({});
const ALL = OptionsDraft.parse({
  atOnce: 2,
  rounds: 3,
  enough: 1,
  buffer: 4,
  silentAfter: 1.5,
  lead: 'project',
  judges: ['qa'],
  parts: 'one\n\n two ',
  items: 'a\nb',
  facts: 'the pier holds 300',
  merge: 'synthesis',
  order: 'free',
  quorum: 'all',
  weights: 'record',
  objective: 'lowest',
});

describe('how the team is to work in detail', () => {
  it('is left out where nothing was typed', () => {
    for (const pattern of [...PatternName.options, 'auto'] as const) {
      expect(toPatternOptions(pattern, EMPTY)).toBeUndefined();
      expect(findOptionMistakes(pattern, EMPTY)).toEqual({});
    }
  });

  it.each(PatternName.options)('holds what %s knows, and nothing that only others know', (pattern) => {
    const options = toPatternOptions(pattern, ALL) ?? {};
    expect(Object.keys(options).toSorted()).toEqual(PATTERNS[pattern].options.toSorted());
    expect(PatternOptions.safeParse(options).success).toBe(true);
  });

  it('is nothing where the pattern is left open', () => {
    expect(toPatternOptions('auto', ALL)).toBeUndefined();
  });

  it('reads a line as one thing, and seconds as milliseconds', () => {
    expect(toPatternOptions('parallel', ALL)).toMatchObject({ parts: ['one', 'two'], silentAfterMs: 1_500 });
  });

  it('says of each field what is wrong with it, by the name that the server gives it', () => {
    const wrong = OptionsDraft.parse({
      rounds: 21,
      atOnce: 1.5,
      silentAfter: -1,
      parts: 'x'.repeat(2_001),
    });
    expect(findOptionMistakes('hierarchical', wrong)).toEqual({
      'patternOptions.rounds': tasksText.wrongOption.rounds,
      'patternOptions.atOnce': tasksText.wrongOption.atOnce,
      'patternOptions.silentAfterMs': tasksText.wrongOption.silentAfterMs,
      'patternOptions.parts': tasksText.wrongOption.parts,
    });
    expect(findOptionMistakes('consensus', { ...EMPTY, rounds: Number.NaN })).toHaveProperty(['patternOptions.rounds']);
  });

  it('comes back as it was, for a task like an earlier one', () => {
    for (const pattern of PatternName.options) {
      const options = toPatternOptions(pattern, ALL);
      expect(toPatternOptions(pattern, toOptionsDraft(options))).toEqual(options);
    }
  });
});
