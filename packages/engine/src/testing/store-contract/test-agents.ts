import { AgentId, type AgentVersion, type Execution, type RunFact } from '@tutti/protocol';
import { expect, it } from 'vitest';
import { path, type RunScript, sha256 } from './run-script.ts';
import { type OpenStoreUnderTest, shareStore, type StoreFixture } from './store-under-test.ts';
import { nextTenant, nextUser } from './test-ids.ts';

const ann = AgentId.parse('ann');
const bob = AgentId.parse('bob');

export function testAgents(open: OpenStoreUnderTest): void {
  const fixture = shareStore(open);

  it('keeps every version of every agent, each with its text', async () => {
    const text = '---\nid: ann\n---\nBe brief: "naïve" \u202e\t\n';
    const wanted = [
      toVersion(fixture, { number: 1, kind: 'shipped', text }),
      toVersion(fixture, { number: 2, by: nextUser(), note: 'shorter', at: 20 }),
      toVersion(fixture, { agent: bob, kind: 'file' }),
    ];
    for (const version of wanted.toReversed()) expect(await fixture.store.addAgentVersion(version)).toBe('added');
    await fixture.reopen();
    const { store, tenant } = fixture;
    expect(await store.listAgentVersions(tenant)).toEqual(wanted.map(({ text: _, ...head }) => head));
    expect(await store.countAgentVersions(tenant)).toBe(3);
    for (const version of wanted)
      expect(await store.findAgentVersion(tenant, version.agent, version.number)).toEqual(version);
    expect(await store.findAgentVersion(tenant, ann, 3)).toBeUndefined();
  });

  it('lets one of several have a number', async () => {
    const wishes = ['a', 'b', 'c'].map((text) => toVersion(fixture, { text, hash: sha256(text), by: nextUser() }));
    const answers = await Promise.all(wishes.map((wish) => fixture.store.addAgentVersion(wish)));
    expect(answers.toSorted()).toEqual(['added', 'taken', 'taken']);
    expect(await fixture.store.findAgentVersion(fixture.tenant, ann, 1)).toEqual(wishes[answers.indexOf('added')]);
  });

  it('keeps the agents of tenants apart', async () => {
    const mine = toVersion(fixture);
    const theirs = toVersion(fixture, { tenant: nextTenant(), text: 'theirs' });
    expect(await fixture.store.addAgentVersion(mine)).toBe('added');
    expect(await fixture.store.addAgentVersion(theirs)).toBe('added');
    expect(await fixture.store.findAgentVersion(fixture.tenant, ann, 1)).toEqual(mine);
    expect(await fixture.store.countAgentVersions(theirs.tenant)).toBe(1);
    expect(await fixture.store.listAgentVersions(nextTenant())).toEqual([]);
  });

  it('tells what an agent has done in its newest runs, and of what others did there nothing', async () => {
    const first = await drive(fixture, ann);
    await drive(fixture, bob);
    const last = await drive(fixture, ann);
    const usage = { inputTokens: 30, outputTokens: 20, costNanoUsd: 700 };
    await last.reserve('call', 50, 700);
    const call = { path: path('1'), key: 'main', model: 'groq/llama', usage, free: false, local: false };
    await last.settle('call', { ...call, agent: ann });
    await last.reserve('other', 50, 700);
    await last.settle('other', { ...call, agent: bob });
    await last.append([refusal('tool.denied', ann), refusal('tool.rejected', ann), refusal('tool.denied', bob)]);

    const work = await fixture.store.listAgentWork(fixture.tenant, ann, 10);
    expect(work.map(({ run }) => run.run)).toEqual([last.run, first.run]);
    expect(work[0]).toMatchObject({
      workedMs: 70,
      toolCalls: 2,
      failedToolCalls: 1,
      denied: 1,
      rejected: 1,
      modelCalls: 1,
      inputTokens: 30,
      outputTokens: 20,
      costNanoUsd: 700,
    });
    expect(work[1]).toMatchObject({ workedMs: 70, denied: 0, modelCalls: 0, costNanoUsd: 0 });
    expect(await fixture.store.listAgentWork(fixture.tenant, ann, 1)).toEqual(work.slice(0, 1));
    expect(await fixture.store.listAgentWork(nextTenant(), ann, 10)).toEqual([]);
  });
}

function toVersion({ tenant }: StoreFixture, more: Partial<AgentVersion> = {}): AgentVersion {
  return { tenant, agent: ann, number: 1, kind: 'edited', hash: sha256(''), at: 10, text: 'text', ...more };
}

/** A run in which the agent has asked a model, used a tool, and used one in vain. */
async function drive(fixture: StoreFixture, agent: AgentId): Promise<RunScript> {
  const run = await fixture.drive();
  const { tenant } = run;
  const seq = run.state.seq + 1;
  const at = { tenant, run: run.run, attempts: 1, agent, startedAt: 100 } as const;
  const executions: Execution[] = [
    { ...at, seq, path: path('1'), kind: 'model', model: 'groq/llama', finishedAt: 150 },
    { ...at, seq, path: path('2'), kind: 'tool', tool: 'calculate', finishedAt: 115 },
    { ...at, seq, path: path('3'), kind: 'tool', tool: 'calculate', finishedAt: 105, errorCode: 'tool_failed' },
  ];
  await run.append([refusal('something.else', agent)], { executions });
  return run;
}

function refusal(name: string, agent: AgentId): RunFact {
  return { type: 'domain.recorded', path: path('turn'), name, data: { value: { agent, tool: 'shell' } } };
}
