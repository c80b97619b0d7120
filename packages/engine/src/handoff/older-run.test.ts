import { Agent, type RunState } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { createSingleModel } from '../models/create-single-model.ts';
import type { Program } from '../run/program.ts';
import type { Scope } from '../run/scope.ts';
import { createTeamProgram } from '../team/team-program.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { killAtWrite, toEnd } from '../testing/pattern-stage.ts';
import { createScriptedModel } from '../testing/scripted-model.ts';
import { TestStage } from '../testing/test-stage.ts';

const pins = {
  agents: ['ann', 'bob', 'cid'].map((id) =>
    Agent.parse({ id, purpose: `does ${id}`, capabilities: ['work'], instructions: 'Work.' }),
  ),
};
const input = { goal: 'a poem', agents: ['ann', 'bob', 'cid'], pattern: 'sequential' };

function create() {
  const model = createScriptedModel({ answer: ({ agent }) => `${agent} says 3 boats` });
  const team = createTeamProgram({
    models: createSingleModel(model),
    tools: [],
    library: createMemoryStore(),
  }) as Program;
  // As it was before there were contracts: it asked about no change, and handed everything on.
  const older: Program = { ...team, run: (scope, start) => team.run(withoutVersions(scope), start) };
  return { model, team, stage: new TestStage({ programs: [older], build: 'older' }) };
}

function withoutVersions(scope: Scope): Scope {
  return new Proxy(scope, {
    get(target, name) {
      if (name === 'version') return () => 0;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

it('a run that was begun before there were contracts goes on as it began, wherever it stood', async () => {
  const ends: RunState[] = [];
  const whole = create();
  const run = JSON.parse(JSON.stringify(input));
  const expected = toEnd(await whole.stage.run('team', run, { pins: JSON.parse(JSON.stringify(pins)) }));
  const prompts = whole.model.requests.map(({ messages }) => messages.at(-1));
  const handed = ['ann', 'bob'].map((id) => `## Handed over by ${id}\n\n${id} says 3 boats`);
  expect(prompts).toMatchObject([
    { text: 'a poem' },
    { text: ['Goal: a poem', ...handed.slice(0, 1)].join('\n\n') },
    { text: ['Goal: a poem', ...handed].join('\n\n') },
  ]);
  for (let nth = 1; ; nth++) {
    const { model, team, stage } = create();
    const killed = killAtWrite(stage, nth, 'after');
    const id = await stage.submit('team', run, { pins: JSON.parse(JSON.stringify(pins)) });
    if (!(await killed)) break;
    const isBegun = (await stage.types(id)).includes('step.completed');
    stage.restart({ programs: [team], build: 'newer' });
    const end = await stage.ended(id);
    if (!isBegun) continue;
    ends.push(end);
    expect(toEnd(end)).toEqual(expected);
    expect(await stage.types(id)).not.toContain('replay.drifted');
    for (const { messages } of model.requests) expect(prompts).toContainEqual(messages.at(-1));
  }
  expect(ends.length).toBeGreaterThan(3);
});
