import { AgentId, type Labelled } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createScriptedContext } from '../testing/scripted-context.ts';
import { ParallelInput, parallel } from './parallel.ts';

const [ann, bob] = ['ann', 'bob'].map((id) => AgentId.parse(id)) as [AgentId, AgentId];
const goal: Labelled = { text: 'name three risks', labels: [{ source: 'owner' }] };

describe('parallel', () => {
  it('gathers every answer under the name of who gave it', async () => {
    const context = createScriptedContext({ ann: ['fire'], bob: ['water'] });
    const { outcome, result, contributions } = await parallel({ goal, agents: [ann, bob], atOnce: 2 }, context);

    expect(outcome).toBe('finished');
    expect(result.text).toBe('## ann\n\nfire\n\n## bob\n\nwater');
    expect(result.labels).toEqual([
      { source: 'model', name: 'ann' },
      { source: 'model', name: 'bob' },
    ]);
    expect(contributions.map(({ by }) => by)).toEqual([ann, bob]);
    expect(context.recorded).toEqual([{ type: 'parallel.gathered', answered: [ann, bob], missing: [] }]);
  });

  it('leaves a failing member out and says why', async () => {
    const context = createScriptedContext({ ann: [new Error('model down')], bob: ['water'] });
    const { outcome, result, contributions } = await parallel({ goal, agents: [ann, bob], atOnce: 2 }, context);

    expect(outcome).toBe('partial');
    expect(result.text).toContain('(no answer: model down)');
    expect(contributions).toEqual([{ by: bob, text: 'water' }]);
    expect(context.recorded[0]).toMatchObject({ missing: [ann] });
  });

  it('says so when nobody answers', async () => {
    const context = createScriptedContext({ ann: [new Error('down')], bob: [new Error('down')] });
    expect(await parallel({ goal, agents: [ann, bob], atOnce: 2 }, context)).toMatchObject({
      outcome: 'no_answer',
      contributions: [],
    });
  });

  it('passes on how many may work at the same time', async () => {
    const context = createScriptedContext({ ann: ['x'], bob: ['y'] });
    let policy: unknown;
    const all: typeof context.all = (branches, given) => {
      policy = given;
      return context.all(branches, given);
    };
    await parallel(ParallelInput.parse({ goal, agents: [ann, bob], atOnce: 1 }), { ...context, all });
    expect(policy).toEqual({ atOnce: 1 });
  });
});
