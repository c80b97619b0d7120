import { describe, expect, it } from 'vitest';
import { findMistakes, TaskDraft, toLocalMinute, toNewTask } from './task-draft.ts';

const NOW = Date.parse('2030-05-01T10:00:00Z');

describe('the draft of a task', () => {
  it('asks for a goal, and for nothing else', () => {
    expect(Object.keys(findMistakes(TaskDraft.parse({}), NOW))).toEqual(['goal']);
    expect(findMistakes(TaskDraft.parse({ goal: 'sleep' }), NOW)).toEqual({});
  });

  it('names each limit that makes no sense by the field that the server would name', () => {
    const draft = TaskDraft.parse({ goal: 'x', tokens: 1.5, usd: '1,50', deadline: '2001-01-01T00:00' });
    expect(Object.keys(findMistakes(draft, NOW))).toEqual(['budget.tokens', 'budget.usd', 'deadline']);
  });

  it('keeps the rest of a draft whose number was none when it was put away', () => {
    const kept: unknown = JSON.parse(JSON.stringify({ ...TaskDraft.parse({ goal: 'sleep' }), tokens: Number.NaN }));
    expect(TaskDraft.parse(kept)).toMatchObject({ goal: 'sleep', tokens: undefined });
  });

  it('leaves out what was left empty and keeps money as it was typed', () => {
    expect(toNewTask(TaskDraft.parse({ goal: ' sleep ' }))).toEqual({
      goal: 'sleep',
      pattern: 'sequential',
      priority: 'normal',
      review: false,
    });
    expect(toNewTask(TaskDraft.parse({ goal: 'x', usd: '0.000000001' })).budget).toEqual({ usd: '0.000000001' });
  });

  it('sends how hard it is and what a limit leads to only where they were chosen', () => {
    const plain = toNewTask(TaskDraft.parse({ goal: 'x', ladder: ['ask'] }));
    expect(plain).not.toHaveProperty('ladder');
    expect(plain).not.toHaveProperty('complexity');
    expect(plain).not.toHaveProperty('models');
    expect(toNewTask(TaskDraft.parse({ goal: 'x', models: 'local_first' }))).toMatchObject({ models: 'local_first' });
    const chosen = TaskDraft.parse({ goal: 'x', tokens: 500, complexity: 'high', ladder: ['ask', 'cheaper', 'stop'] });
    expect(toNewTask(chosen)).toMatchObject({ complexity: 'high', ladder: ['ask', 'cheaper', 'stop'] });
    expect(toNewTask({ ...chosen, ladder: [] }).ladder).toEqual(['stop']);
  });

  it('names a repository and what it is based on only where they were typed, and as the server reads them', () => {
    expect(toNewTask(TaskDraft.parse({ goal: 'x' }))).not.toHaveProperty('workspace');
    const draft = TaskDraft.parse({ goal: 'x', repository: ' /srv/git/shop ', base: ' release ' });
    expect(findMistakes(draft, NOW)).toEqual({});
    expect(toNewTask(draft).workspace).toEqual({ repository: '/srv/git/shop', base: 'release' });
    expect(toNewTask({ ...draft, base: '' }).workspace).toEqual({ repository: '/srv/git/shop' });
    expect(findMistakes({ ...draft, repository: 'C:\\git\\shop' }, NOW)).toEqual({});
    const wrong = (changes: Partial<TaskDraft>) => Object.keys(findMistakes({ ...draft, ...changes }, NOW));
    expect(wrong({ repository: '' })).toEqual(['workspace.base']);
    expect(wrong({ repository: 'shop' })).toEqual(['workspace.repository']);
    expect(wrong({ repository: `/${'x'.repeat(5_000)}` })).toEqual(['workspace.repository']);
    for (const base of ['-x', 'two words', 'x'.repeat(300)]) expect(wrong({ base })).toEqual(['workspace.base']);
  });

  it('sends how the team works with what the pattern knows of it, and reads drafts from before there was such a thing', () => {
    const draft = TaskDraft.parse({ goal: 'x', pattern: 'consensus', options: { rounds: 2, parts: 'one' } });
    expect(toNewTask(draft)).toMatchObject({ pattern: 'consensus', patternOptions: { rounds: 2 } });
    expect(toNewTask({ ...draft, pattern: 'auto' })).not.toHaveProperty('patternOptions');
    expect(Object.keys(findMistakes({ ...draft, options: { ...draft.options, rounds: 99 } }, NOW))).toEqual([
      'patternOptions.rounds',
    ]);
    expect(TaskDraft.parse({ goal: 'old', pattern: 'parallel' })).toMatchObject({
      pattern: 'parallel',
      options: { parts: '' },
    });
  });

  it('takes a deadline in the time of the person back to the same instant', () => {
    const draft = TaskDraft.parse({ goal: 'x', deadline: toLocalMinute(NOW) });
    expect(toNewTask(draft).deadline).toBe('2030-05-01T10:00:00.000Z');
  });
});
