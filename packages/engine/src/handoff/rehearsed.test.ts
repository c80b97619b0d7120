import { Agent } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { createSingleModel } from '../models/create-single-model.ts';
import { createRehearsalModel } from '../models/rehearsal-model.ts';
import type { Program } from '../run/program.ts';
import { createTeamProgram } from '../team/team-program.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { toEnd } from '../testing/pattern-stage.ts';
import { TestStage } from '../testing/test-stage.ts';

it('reads well without any model: nothing of what the program explains is written about, and every fact stands in the text', async () => {
  const model = createRehearsalModel();
  const team = createTeamProgram({
    models: createSingleModel(model),
    tools: [],
    library: {
      ...createMemoryStore(),
      readConversation: (tenant, last) => stage.store.readConversation(tenant, last),
    },
  }) as Program;
  const stage = new TestStage({ programs: [team] });
  const agents = ['project', 'drafting', 'editing'].map((id) =>
    Agent.parse({ id, purpose: `does ${id}`, capabilities: ['work'], instructions: `You are ${id}. Does ${id}.` }),
  );
  const facts = ['The harbour festival ends at 22:00.', 'The budget of Harbour is 4,120 EUR.'];
  const input = {
    goal: 'Plan a harbour festival.',
    agents: agents.map(({ id }) => id),
    pattern: 'sequential',
    patternOptions: { facts },
  };
  const { value } = toEnd(
    await stage.run('team', JSON.parse(JSON.stringify(input)), { pins: JSON.parse(JSON.stringify({ agents })) }),
  );
  const text = String(value['text']);
  for (const fact of facts) expect(text).toContain(fact);
  expect(text).not.toMatch(/hand over|must not be lost|fenced|\bf1\b/iu);
});
