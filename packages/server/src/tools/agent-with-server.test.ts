/** An agent of the user's own uses the tool of a server, from its model's wish to its journal. */
import { fileURLToPath } from 'node:url';
import { ToolServerName } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { bodyOf } from '../testing/call-route.ts';
import { getDetail, type ModelStage, openAgentStage, serveMock, USAGE } from '../testing/model-stage.ts';

const server = ToolServerName.parse('notes');
const COMMAND = [
  process.execPath,
  '--no-warnings',
  fileURLToPath(new URL('./testing/notes-server.ts', import.meta.url)),
];
const KEEPER = `---
id: keeper
purpose: Reads notes.
capabilities: [reading]
tools: [notes]
models: [groq/llama-3.3-70b-versatile]
---
Read the note that you are asked for.
`;

const mock = serveMock();

async function openStage(): Promise<ModelStage> {
  const stage = await openAgentStage({ id: 'keeper', text: KEEPER, mock });
  const asksForNote = { name: 'notes__read', arguments: JSON.stringify({ id: '7' }) };
  mock.on({ hasToolResult: false }, { toolCalls: [asksForNote], usage: USAGE });
  mock.on({ hasToolResult: true }, { content: 'It says: the note 7.', usage: USAGE });
  return stage;
}

async function admit({ call }: ModelStage, words: readonly string[] = []): Promise<void> {
  const params = { server };
  const { consent } = bodyOf(
    'putToolServer',
    await call('putToolServer', { params, body: { command: [...COMMAND, ...words] } }),
  );
  await call('consentToToolServer', { params, body: { hash: consent?.hash } });
  const { tools } = bodyOf('connectToolServer', await call('connectToolServer', { params, body: {} }));
  await call('approveTools', { params, body: { tools: tools.map(({ name, hash }) => ({ name, hash })) } });
}

const askKeeper = (stage: ModelStage) => stage.run({ goal: 'Read note 7', agents: ['keeper'] });
const lastWords = () => JSON.stringify(mock.getRequests().at(-1)?.body);

describe('an agent with a server of tools', { timeout: 90_000 }, () => {
  it('uses what is approved of it', async () => {
    await using stage = await openStage();
    await admit(stage);
    const run = await askKeeper(stage);
    expect(await getDetail(stage, run)).toMatchObject({ status: 'completed' });
    const { items } = bodyOf('listSteps', await stage.call('listSteps', { params: { run } }));
    expect(items.find(({ kind }) => kind === 'tool')).toMatchObject({ name: 'tool', status: 'completed' });
    expect(lastWords()).toContain('the note 7');
  });

  it('is told what it does not have, and why, where nobody has allowed the server; nothing is started', async () => {
    await using stage = await openStage();
    await stage.call('putToolServer', { params: { server }, body: { command: COMMAND } });
    const run = await askKeeper(stage);
    expect(await getDetail(stage, run)).toMatchObject({ status: 'completed' });
    expect(stage.home.tools.servers.mcp.pids).toEqual([]);
    expect(JSON.stringify(mock.getRequests()[0]?.body)).toContain('notes: Nobody has allowed yet');
  });

  it('T2: is refused a tool that has changed since it was approved', async () => {
    await using stage = await openStage();
    await admit(stage);
    const { consent } = bodyOf(
      'putToolServer',
      await stage.call('putToolServer', { params: { server }, body: { command: [...COMMAND, 'changed'] } }),
    );
    await stage.call('consentToToolServer', { params: { server }, body: { hash: consent?.hash } });
    await askKeeper(stage);
    expect(lastWords()).toContain('has changed since it was approved');
    expect(lastWords()).not.toContain('the note 7');
  });
});
