/**
 * A foreign ACP agent: answers in pieces, and does what its goal says: `write <path>`, `read <path>`, `run`, `hang`. What became
 * of a wish is a part of its answer.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import {
  agent,
  type AgentContext,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  type RequestPermissionResponse,
} from '@agentclientprotocol/sdk';

const cancelled = Promise.withResolvers<void>();

async function act(goal: string, sessionId: string, client: AgentContext): Promise<string> {
  const [, verb, place = ''] = /\b(write|read|run|hang)\b(?: (\S+))?/.exec(goal) ?? [];
  const path = resolve(place);
  const options = [
    { optionId: 'yes', name: 'Yes', kind: 'allow_once' as const },
    { optionId: 'no', name: 'No', kind: 'reject_once' as const },
  ];
  try {
    if (verb === 'hang') {
      // One that outlives its parent, and leaves its group.
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref();
      await cancelled.promise;
      return 'cancelled';
    }
    if (verb === 'read') return (await client.request(methods.client.fs.readTextFile, { sessionId, path })).content;
    if (verb !== 'write' && verb !== 'run') return `acp heard: ${goal}`;
    const toolCall = {
      toolCallId: 'one',
      title: verb,
      kind: verb === 'write' ? ('edit' as const) : ('execute' as const),
      locations: verb === 'write' ? [{ path }] : [],
    };
    const asked = { sessionId, toolCall, options };
    const { outcome } = await client.request<RequestPermissionResponse>(
      methods.client.session.requestPermission,
      asked,
    );
    if (outcome.outcome !== 'selected' || outcome.optionId !== 'yes') return `${verb} was refused`;
    await client.request(methods.client.fs.writeTextFile, { sessionId, path, content: 'written by an agent' });
    return `${verb} was allowed`;
  } catch (error) {
    return `failed: ${error instanceof Error ? error.message : JSON.stringify(error)}`;
  }
}

agent({ name: 'foreign' })
  .onRequest(methods.agent.initialize, () => ({ protocolVersion: PROTOCOL_VERSION, agentCapabilities: {} }))
  .onRequest(methods.agent.session.new, () => ({ sessionId: 'session-1' }))
  .onRequest(methods.agent.session.prompt, async ({ params, client }) => {
    const { sessionId, prompt } = params;
    const goal = prompt.map((block) => (block.type === 'text' ? block.text : '')).join('');
    const text = await act(goal, sessionId, client);
    for (const piece of text.split(/(?<= )/)) {
      const content = { type: 'text' as const, text: piece };
      await client.notify(methods.client.session.update, {
        sessionId,
        update: { sessionUpdate: 'agent_message_chunk', content },
      });
    }
    return { stopReason: text === 'cancelled' ? ('cancelled' as const) : ('end_turn' as const) };
  })
  .onNotification(methods.agent.session.cancel, () => cancelled.resolve())
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>));
