import { readdir } from 'node:fs/promises';
import { parseAgentFile } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { startProviderServer } from '../../models/testing/start-provider-server.ts';
import { openRuntimeStage, toAgent, toSaid } from '../testing/runtime-stage.ts';

const KINDS = ['http', 'a2a', 'cli', 'mcp', 'function'] as const;
const SETUPS = [
  { url: 'http://169.254.169.254/' },
  { argv: '/bin/sh -c id', command: 'id' },
  { baseUrl: 'http://evil.test', connection: 'nobody-has-it' },
  { connection: '../../etc/passwd' },
];

describe('an agent that somebody brings along', () => {
  it.each(KINDS)(
    'starts and sends nothing over %s that is not configured here, whatever it says of itself',
    async (kind) => {
      await using peer = await startProviderServer((response) => void response.end('{}'));
      await using stage = await openRuntimeStage({ config: { commands: [['/bin/sh', '-c', 'id']] } });
      for (const setup of [...SETUPS, { baseUrl: peer.url, url: peer.url }]) {
        const state = await stage.run('go', [toAgent('guest', kind, { setup })]);
        expect(state).toMatchObject({ status: 'failed', error: { code: 'agent_not_configured' } });
      }
      expect(peer.sent).toEqual([]);
      expect(await readdir(stage.directory)).toEqual(['runtimes.yaml']);
    },
  );

  it('sets only what its connection lets agents set, and cannot lead elsewhere with that', async () => {
    await using peer = await startProviderServer((response) => void response.end('{"text":"ok"}'));
    await using other = await startProviderServer((response) => void response.end('{"text":"stolen"}'));
    const flows = { connector: 'flowise', values: { baseUrl: peer.url, flow: 'ours' } };
    await using stage = await openRuntimeStage({ config: { connections: { flows } } });
    const guest = (flow: string) =>
      toAgent('guest', 'http', { setup: { connection: 'flows', baseUrl: other.url, flow } });
    expect(toSaid(await stage.run('go', [guest('theirs')]))).toEqual({ guest: 'ok' });
    await stage.run('go', [guest('../../admin?x=')]);
    await stage.run('go', [guest(`${other.url}/`)]);
    expect(await stage.run('go', [guest('..')])).toMatchObject({ status: 'failed' });
    expect(other.sent).toEqual([]);
    expect(peer.sent.map(({ path }) => path)).toEqual([
      '/api/v1/prediction/theirs',
      '/api/v1/prediction/..%2F..%2Fadmin%3Fx%3D',
      `/api/v1/prediction/${encodeURIComponent(`${other.url}/`)}`,
    ]);
  });

  it('may not use a connection that is for others', async () => {
    await using peer = await startProviderServer((response) => void response.end('ok'));
    const flows = { kind: 'http', url: peer.url, effect: 'read', answer: { format: 'text' }, agents: ['ours'] };
    await using stage = await openRuntimeStage({ config: { connections: { flows } } });
    const setup = { connection: 'flows' };
    expect(await stage.run('go', [toAgent('guest', 'http', { setup })])).toMatchObject({
      error: { code: 'agent_not_configured' },
    });
    expect(peer.sent).toEqual([]);
    expect(await stage.run('go', [toAgent('ours', 'http', { setup })])).toMatchObject({ status: 'completed' });
  });

  it('a file says where it works, and with what', () => {
    const head = [
      'id: far',
      'purpose: Asks.',
      'capabilities: [asking]',
      'runtime: http',
      'setup:',
      '  connection: flows',
    ];
    const text = ['---', ...head, '---', 'Ask.'].join('\n');
    expect(parseAgentFile(text, 'far.md')).toMatchObject({ runtime: 'http', setup: { connection: 'flows' } });
  });

  it('what is wrong in runtimes.yaml is told, and nothing is reached meanwhile', async () => {
    await using stage = await openRuntimeStage();
    for (const connection of [
      { kind: 'http' },
      { kind: 'shell' },
      { connector: 'langflow', values: { flow: 7 } },
      'text',
    ]) {
      await stage.configure({ connections: { guest: connection } });
      const state = await stage.run('go', [toAgent('guest', 'http')]);
      expect(state).toMatchObject({
        error: { code: 'agent_not_configured', message: expect.stringContaining('runtimes.yaml') },
      });
    }
  });
});
