import { Agent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import type { Model, ModelRequest } from '../ports/model.ts';
import { createSingleModel } from '../models/create-single-model.ts';
import type { Program } from '../run/program.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { TestStage } from '../testing/test-stage.ts';
import { createTeamProgram } from './team-program.ts';

const agent = (id: string, instructions: string) =>
  Agent.parse({ id, purpose: `is ${id}`, capabilities: ['work'], instructions });

/** Answers with the name of who is asked, and remembers what it was told to be. */
class EchoModel implements Model {
  readonly id = 'echo';
  readonly requests: ModelRequest[] = [];
  say = ({ agent: id }: ModelRequest) => `${id} says so`;
  worstCase() {
    return { tokens: 10, costNanoUsd: 0 };
  }
  async answer(request: ModelRequest) {
    this.requests.push(request);
    if (request.agent === 'broken') throw new Error('no voice');
    return {
      text: this.say(request),
      toolCalls: [],
      finish: 'stop' as const,
      labels: [{ source: 'model' as const }],
    };
  }
}

function createTeam() {
  const model = new EchoModel();
  // Its turns begin no conversation that went on before, so nothing is ever read from it.
  const stage = new TestStage({
    programs: [
      createTeamProgram({ models: createSingleModel(model), tools: [], library: createMemoryStore() }) as Program,
    ],
  });
  return { model, stage };
}

describe('the team program', () => {
  it('keeps the agents that the run began with, and what comes out as a document', async () => {
    const { model, stage } = createTeam();
    const pins = { agents: [agent('ann', 'Count sheep.'), agent('bob', 'Count stars.')] };
    const state = await stage.run('team', { goal: 'sleep', agents: ['ann', 'bob'], pattern: 'sequential' }, { pins });
    expect(state).toMatchObject({
      status: 'completed',
      output: { value: { outcome: 'finished', text: 'bob says so' } },
    });
    expect(model.requests.map(({ system }) => system)).toEqual([
      expect.stringContaining('Count sheep.'),
      expect.stringContaining('Count stars.'),
    ]);
    const [artefact] = state.artefacts;
    expect(artefact && new TextDecoder().decode(await stage.store.findBlob(state.tenant, artefact.blob))).toBe(
      'bob says so',
    );
  });

  it('keeps what there is when a budget ends the work', async () => {
    const { stage } = createTeam();
    const pins = { agents: [agent('ann', 'Count sheep.'), agent('bob', 'Count stars.')] };
    const input = { goal: 'sleep', agents: ['ann', 'bob'], pattern: 'sequential', complexity: 'low', ladder: ['stop'] };
    const state = await stage.run('team', input, { pins, budget: { tokens: 15 } });
    expect(state).toMatchObject({
      status: 'failed',
      error: { code: 'budget_exceeded' },
      partial: {
        value: {
          outcome: 'stopped',
          text: 'ann says so',
          contributions: [{ by: 'ann', text: 'ann says so' }],
        },
      },
    });
  });

  it('holds an agent to the form of its answers, and shows its model what is wrong', async () => {
    const { model, stage } = createTeam();
    const answer = { type: 'object', properties: { sheep: { type: 'number' } }, required: ['sheep'] };
    const said = ['many', '{"sheep":"many"}', '{"sheep":3}'];
    model.say = () => said.shift() ?? '';
    const pins = { agents: [{ ...agent('ann', 'Count sheep.'), answer }] };
    const state = await stage.run('team', { goal: 'sleep', agents: ['ann'], pattern: 'sequential' }, { pins });
    expect(state).toMatchObject({ status: 'completed', output: { value: { text: '{"sheep":3}' } } });
    expect(model.requests).toHaveLength(3);
    expect(model.requests[0]?.answerSchema).toMatchObject(answer);
    expect(model.requests[1]?.messages.at(-1)).toMatchObject({ text: expect.stringContaining('the text is not JSON') });
  });

  it('passes on what was said of the task as a whole', async () => {
    const { stage } = createTeam();
    const pins = { agents: [agent('ann', 'Count sheep.')] };
    const input = { goal: 'sleep', agents: ['ann'], pattern: 'sequential', complexity: 'high' };
    const { run } = await stage.run('team', input, { pins });
    const routed = (await stage.events(run)).find(({ type }) => type === 'model.routed');
    expect(routed).toMatchObject({ route: { complexity: 'high' } });
  });

  it('goes on without a member that fails, and fails when none is left', async () => {
    const pins = { agents: [agent('ann', 'Work.'), agent('broken', 'Work.')] };
    const { stage } = createTeam();
    const partial = await stage.run('team', { goal: 'x', agents: ['ann', 'broken'], pattern: 'parallel' }, { pins });
    expect(partial).toMatchObject({ status: 'completed', output: { value: { outcome: 'partial' } } });
    const none = await stage.run('team', { goal: 'x', agents: ['broken'], pattern: 'parallel' }, { pins });
    expect(none).toMatchObject({ status: 'failed', error: { code: 'join_failed' } });
  });

  it('fails with the id that its pins do not hold, and refuses a pattern that there is not', async () => {
    const { stage } = createTeam();
    const pins = { agents: [agent('ann', 'Work.')] };
    const unknown = await stage.run('team', { goal: 'x', agents: ['anna'], pattern: 'sequential' }, { pins });
    expect(unknown.error).toMatchObject({ code: 'unknown_agent', message: expect.stringContaining('ann') });
    await expect(
      stage.submit('team', { goal: 'x', agents: ['ann'], pattern: 'dance' }, { pins }),
    ).rejects.toMatchObject({ code: 'invalid_input', field: 'pattern' });
  });
});
