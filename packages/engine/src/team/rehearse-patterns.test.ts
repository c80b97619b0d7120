import { Agent, PatternName, type PatternOptions } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createSingleModel } from '../models/create-single-model.ts';
import { createRehearsalModel } from '../models/rehearsal-model.ts';
import type { Program } from '../run/program.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { TestStage } from '../testing/test-stage.ts';
import { createTeamProgram } from './team-program.ts';

/** Whoever asks it for data gets what the schema allows, and no sense. */
async function rehearse(pattern: PatternName, seed: string, patternOptions: PatternOptions = {}) {
  const team = createTeamProgram({
    models: createSingleModel(createRehearsalModel({ seed })),
    tools: [],
    library: createMemoryStore(),
  }) as Program;
  const stage = new TestStage({ programs: [team] });
  const agents = ['ann', 'bob', 'cid'].map((id) =>
    Agent.parse({ id, purpose: `does what ${id} does`, capabilities: ['work'], instructions: 'Work.' }),
  );
  const input = {
    goal: 'Plan a harbour festival with lanterns',
    agents: agents.map(({ id }) => id),
    pattern,
    patternOptions,
  };
  return stage.run('team', JSON.parse(JSON.stringify(input)), { pins: { agents } });
}

describe.each(PatternName.options)('%s with a model that understands nothing', (pattern) => {
  it.each(['1', '2', '3', '4', '5'])('comes to an end of its own, seed %s', async (seed) => {
    const run = await rehearse(pattern, seed);
    expect(run).toMatchObject({ status: 'completed' });
    expect(run.error).toBeUndefined();
  });
});

it('gives the parts of an auction away with a model that understands nothing', async () => {
  const { status, output } = await rehearse('auction', '1', { parts: ['the lanterns', 'the boats'] });
  expect({ status, output }).toMatchObject({ status: 'completed', output: { value: { outcome: 'finished' } } });
});
