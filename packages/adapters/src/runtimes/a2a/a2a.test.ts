import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listOpenApprovals, LOCAL_OWNER } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { startProviderServer } from '../../models/testing/start-provider-server.ts';
import { openRuntimeStage, toAgent, toSaid } from '../testing/runtime-stage.ts';
import { startForeign } from '../testing/start-foreign.ts';

const agent = toAgent('far', 'a2a');
const LONG = 60_000;

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 40_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('it did not come to be so in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an agent over A2A', () => {
  it.each(['1.0', '0.3'])(
    'is found by its card, listened to and understood: protocol %s',
    async (version) => {
      await using foreign = await startForeign(version);
      await using stage = await openRuntimeStage({
        config: { connections: { far: { kind: 'a2a', url: foreign.url } } },
      });
      expect(toSaid(await stage.run('hello', [agent]))).toEqual({ far: 'a2a heard: hello' });
      const run = await stage.submit('hold on', [agent]);
      await until(async () => (await foreign.seen()).held.length === 1);
      await until(() => stage.notices.some((notice) => notice.type === 'step.began' && notice.name === 'follow'));
      await foreign.release();
      expect(toSaid(await stage.ended(run)).far).toContain('then the rest');
      expect((await foreign.seen()).goals).toHaveLength(2);
    },
    LONG,
  );

  it(
    'shows its token by reference, and is told apart from one that refuses it',
    async () => {
      await using foreign = await startForeign('1.0', 'the-right-token');
      const headers = { authorization: 'Bearer {secret.token}' };
      const far = { kind: 'a2a', url: foreign.url, headers, secrets: { token: 'file:token' } };
      await using stage = await openRuntimeStage({ config: { connections: { far } } });
      await writeFile(join(stage.directory, 'token'), 'the-right-token');
      expect(await stage.run('hello', [agent])).toMatchObject({ status: 'completed' });
      await writeFile(join(stage.directory, 'token'), 'a-wrong-token');
      expect(await stage.run('hello', [agent])).toMatchObject({ error: { code: 'agent_refused' } });
      expect((await foreign.seen()).goals).toHaveLength(1);
    },
    LONG,
  );

  it(
    'puts its question before a person, and its task goes on with the answer',
    async () => {
      await using foreign = await startForeign();
      await using stage = await openRuntimeStage({
        config: { connections: { far: { kind: 'a2a', url: foreign.url } } },
      });
      const run = await stage.submit('ask me', [agent]);
      await stage.engine.untilSettled(LOCAL_OWNER, run, { or: ['waiting'] });
      const [open] = listOpenApprovals(await stage.engine.getRun(LOCAL_OWNER, run));
      expect(open?.title).toBe('far asks: which colour?');
      const { path = '', subject = '' } = open ?? {};
      await stage.engine.answerApproval(LOCAL_OWNER, run, { path, subject, decision: 'approved', comment: 'blue' });
      expect(toSaid(await stage.ended(run))).toEqual({ far: 'a2a heard: blue' });
    },
    LONG,
  );

  it(
    'is told to cancel its task when the run is cancelled',
    async () => {
      await using foreign = await startForeign();
      await using stage = await openRuntimeStage({
        config: { connections: { far: { kind: 'a2a', url: foreign.url } } },
      });
      const run = await stage.submit('hold on', [agent]);
      // Its card and the message, then its card once more, by whoever follows.
      await until(async () => (await foreign.seen()).tokens.length > 2);
      await stage.engine.cancel(LOCAL_OWNER, run, 'enough');
      expect(await stage.ended(run)).toMatchObject({ status: 'cancelled' });
      expect((await foreign.seen()).cancelled).toHaveLength(1);
    },
    LONG,
  );

  it(
    'is known to have done nothing where its server refuses the request, not where its words name such a status',
    async () => {
      let refuses = true;
      await using peer = await startProviderServer((response, { path, body }) => {
        response.setHeader('content-type', 'application/json');
        if (path.startsWith('/.well-known/')) return void response.end(JSON.stringify(toCard(peer.url)));
        if (refuses) return void response.writeHead(403).end('not you');
        const error = { code: -32_603, message: 'the mail is sent, the archive answered 403' };
        response.end(JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(body).id, error }));
      });
      await using stage = await openRuntimeStage({ config: { connections: { far: { kind: 'a2a', url: peer.url } } } });
      expect(await stage.run('hello', [agent])).toMatchObject({ status: 'failed', error: { code: 'agent_refused' } });
      refuses = false;
      const run = await stage.submit('hello', [agent]);
      await stage.engine.untilSettled(LOCAL_OWNER, run, { or: ['waiting'] });
      expect(Object.keys((await stage.engine.getRun(LOCAL_OWNER, run)).doubts)).toHaveLength(1);
    },
    LONG,
  );

  it(
    'is asked now and then, and not without end, where its stream ends at once',
    async () => {
      const end = Date.now() + 1_500;
      let asked = 0;
      await using peer = await startProviderServer((response, { path, body }) => {
        response.setHeader('content-type', 'application/json');
        if (path.startsWith('/.well-known/')) return void response.end(JSON.stringify(toCard(peer.url)));
        const { id, method } = JSON.parse(body);
        const state = Date.now() > end ? 'TASK_STATE_COMPLETED' : 'TASK_STATE_WORKING';
        const message = { messageId: 'm', role: 'ROLE_AGENT', parts: [{ text: 'at last' }] };
        const task = { id: 'task-1', contextId: 'c', status: { state, message } };
        const say = (result: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result });
        if (method === 'SendMessage') return void response.end(say({ task }));
        asked++;
        if (method === 'GetTask') return void response.end(say(task));
        response.setHeader('content-type', 'text/event-stream');
        response.end(`data: ${say({ task })}\n\n`);
      });
      const far = { kind: 'a2a', url: peer.url, pollSeconds: 0.5 };
      await using stage = await openRuntimeStage({ config: { connections: { far } } });
      expect(toSaid(await stage.run('hello', [agent]))).toEqual({ far: 'at last' });
      expect(asked).toBeGreaterThan(2);
      expect(asked).toBeLessThan(30);
    },
    LONG,
  );
});

function toCard(url: string) {
  return {
    name: 'Busy',
    description: 'streams and ends',
    version: '1',
    supportedInterfaces: [{ url: `${url}/rpc`, protocolBinding: 'JSONRPC', tenant: '', protocolVersion: '1.0' }],
    capabilities: { streaming: true },
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    skills: [],
  };
}
