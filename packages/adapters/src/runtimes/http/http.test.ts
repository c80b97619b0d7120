import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL_OWNER } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { startProviderServer } from '../../models/testing/start-provider-server.ts';
import { waitUntil } from '../../models/testing/wait-until.ts';
import { openRuntimeStage, toAgent, toSaid } from '../testing/runtime-stage.ts';

const agent = toAgent('far', 'http');
const toConfig = (url: string, more: object = {}) => ({
  connections: { far: { kind: 'http', url, body: { goal: '{goal}' }, answer: { text: '/text' }, ...more } },
});

describe('an agent over HTTP', () => {
  it('gets its secret from a file, which is sent to its host and nowhere else', async () => {
    await using elsewhere = await startProviderServer((response) => void response.end('{}'));
    await using peer = await startProviderServer((response) => {
      response.writeHead(302, { location: `${elsewhere.url}/steal` });
      response.end();
    });
    const config = toConfig(peer.url, {
      headers: { authorization: 'Bearer {secret.key}' },
      secrets: { key: 'file:key' },
    });
    await using stage = await openRuntimeStage({
      config: toConfig(peer.url, { ...config.connections.far, effect: 'read' }),
    });
    await writeFile(join(stage.directory, 'key'), 'a-secret-of-ours\n');
    expect(await stage.run('go', [agent])).toMatchObject({ error: { code: 'agent_unreachable' } });
    expect(peer.sent[0]?.headers.authorization).toBe('Bearer a-secret-of-ours');
    expect(elsewhere.sent).toEqual([]);
    expect(stage.secrets).toContain('a-secret-of-ours');
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://[::ffff:169.254.169.254]/',
    'ftp://example.org/',
    'http://a:b@127.0.0.1/',
  ])('is not spoken to at %s', async (url) => {
    await using stage = await openRuntimeStage({ config: toConfig(url) });
    expect(await stage.run('go', [agent])).toMatchObject({ error: { code: 'agent_not_configured' } });
  });

  it('is sent what a goal says as data, and never as a part of the address or of another field', async () => {
    await using peer = await startProviderServer((response) => void response.end('{"text":"ok"}'));
    const config = {
      connections: {
        far: {
          kind: 'http',
          url: `${peer.url}/agents/{goal}/run`,
          headers: { 'x-goal': '{goal}' },
          body: { goal: '{goal}', note: 'about {goal}', secret: '{secret.key}', conversation: '{conversation}' },
          answer: { text: '/text' },
          secrets: { key: 'file:key' },
        },
      },
    };
    await using stage = await openRuntimeStage({ config });
    await writeFile(join(stage.directory, 'key'), 'a-secret-of-ours');
    await stage.run('a/../b?x={secret.key}\r\nhost: evil', [agent]);
    const [first] = peer.sent;
    expect(first?.path).toBe('/agents/a%2F..%2Fb%3Fx%3D%7Bsecret.key%7D%0D%0Ahost%3A%20evil/run');
    expect(first?.body).not.toContain('a-secret-of-ours');
    expect(JSON.stringify(first?.headers)).not.toContain('a-secret-of-ours');
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      goal: 'a/../b?x={secret.key}\r\nhost: evil',
      conversation: [],
    });
  });

  it('is asked again only where that is harmless', async () => {
    await using peer = await startProviderServer((response) => {
      response.statusCode = 503;
      response.end('busy');
    });
    await using stage = await openRuntimeStage({ config: toConfig(peer.url, { effect: 'idempotent' }) });
    const run = stage.run('go', [agent]);
    await waitUntil(() => peer.sent.length === 2);
    peer.reply = (response) => void response.end('{"text":"at last"}');
    expect(toSaid(await run)).toEqual({ far: 'at last' });
    expect(new Set(peer.sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);

    peer.sent.length = 0;
    peer.reply = (response) => void response.destroy();
    await stage.configure(toConfig(peer.url));
    const doubtful = await stage.submit('go', [agent]);
    await stage.engine.untilSettled(LOCAL_OWNER, doubtful, { or: ['waiting'] });
    expect(Object.keys((await stage.engine.getRun(LOCAL_OWNER, doubtful)).doubts)).toHaveLength(1);
    expect(peer.sent).toHaveLength(1);
  });

  it('says in its own words what went wrong, and whether it refuses us', async () => {
    await using peer = await startProviderServer((response) => {
      response.statusCode = 401;
      response.end('no such key');
    });
    await using stage = await openRuntimeStage({ config: toConfig(peer.url) });
    expect(await stage.run('go', [agent])).toMatchObject({
      error: { code: 'agent_refused', message: expect.stringContaining('no such key') },
    });
    peer.reply = (response) => void response.end('{"error":"the model is out"}');
    await stage.configure(toConfig(peer.url, { effect: 'read', answer: { text: '/text', error: '/error' } }));
    expect(await stage.run('go', [agent])).toMatchObject({
      error: { code: 'agent_failed', message: expect.stringContaining('the model is out') },
    });
  });

  it('does not take a stream that was cut for an answer', async () => {
    await using peer = await startProviderServer((response) => {
      response.write('{"text":"half"}\n');
      response.end();
    });
    const answer = { format: 'ndjson', text: '/text', done: { at: '/done', is: ['true'] } };
    await using stage = await openRuntimeStage({ config: toConfig(peer.url, { effect: 'read', answer }) });
    const run = stage.run('go', [agent]);
    await waitUntil(() => peer.sent.length === 2);
    peer.reply = (response) => void response.end('{"text":"all of it"}\n{"done":true}\n');
    expect(toSaid(await run)).toEqual({ far: 'all of it' });
  });

  it('is told to stop what it goes on with when the run is cancelled', async () => {
    await using peer = await startProviderServer((response, { path }) => {
      response.end(JSON.stringify(path === '/' ? { id: 'job' } : { state: 'working' }));
    });
    const poll = { url: `${peer.url}/{session}`, everySeconds: 0.05, until: { at: '/state', is: ['done'] } };
    const more = {
      answer: { text: '/none', session: '/id' },
      poll,
      cancel: { method: 'DELETE', url: `${peer.url}/{session}` },
    };
    await using stage = await openRuntimeStage({ config: toConfig(`${peer.url}/`, more) });
    const run = await stage.submit('go', [agent]);
    await waitUntil(() => peer.sent.some(({ path }) => path === '/job'));
    await stage.engine.cancel(LOCAL_OWNER, run, 'enough');
    expect(await stage.ended(run)).toMatchObject({ status: 'cancelled' });
    expect(peer.sent.at(-1)).toMatchObject({ method: 'DELETE', path: '/job' });
  });
});
