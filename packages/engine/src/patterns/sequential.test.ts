import { AgentId, type Labelled } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createScriptedContext } from '../testing/scripted-context.ts';
import { SequentialInput, sequential } from './sequential.ts';

const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((id) => AgentId.parse(id)) as [AgentId, AgentId, AgentId];
const goal: Labelled = { text: 'write a haiku', labels: [{ source: 'owner' }] };

describe('sequential', () => {
  it('hands everything that was said on to the next agent', async () => {
    const context = createScriptedContext({ ann: ['a plan'], bob: ['a draft'], cid: ['the haiku'] });
    const { outcome, result, contributions } = await sequential({ goal, agents: [ann, bob, cid] }, context);

    expect(outcome).toBe('finished');
    expect(result.text).toBe('the haiku');
    expect(contributions).toEqual([
      { by: ann, text: 'a plan' },
      { by: bob, text: 'a draft' },
      { by: cid, text: 'the haiku' },
    ]);
    expect(context.asked[0]?.prompt).toBe('write a haiku');
    for (const part of ['write a haiku', 'a plan', 'a draft']) expect(context.asked[2]?.prompt).toContain(part);
    expect(context.recorded.map(({ by }) => by)).toEqual([ann, bob, cid]);
  });

  it('carries the labels of the goal and of what was handed over', async () => {
    const labels: Labelled['labels'][] = [];
    const context = createScriptedContext({ ann: ['x'], bob: ['y'] });
    const say: typeof context.say = (agent, prompt) => {
      labels.push(prompt.labels);
      return context.say(agent, prompt);
    };
    await sequential({ goal, agents: [ann, bob] }, { ...context, say });
    expect(labels[1]).toEqual([{ source: 'owner' }, { source: 'model', name: 'ann' }]);
  });

  it('fails with the agent that fails, and asks nobody after it', async () => {
    const context = createScriptedContext({ ann: ['a plan'], bob: [new Error('model down')], cid: ['never'] });
    await expect(sequential({ goal, agents: [ann, bob, cid] }, context)).rejects.toThrow('model down');
    expect(context.asked.map(({ agent }) => agent)).toEqual([ann, bob]);
  });

  it('needs at least one agent', () => {
    expect(() => SequentialInput.parse({ goal, agents: [] })).toThrow(/agents/);
  });
});
