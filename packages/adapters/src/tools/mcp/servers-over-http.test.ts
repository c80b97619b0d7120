import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { ToolServerName } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask, installed, openMcpStage, use, waitFor } from './testing/mcp-stage.ts';

const LIMITS = { startSeconds: 20, callSeconds: 20 };
const far = ToolServerName.parse('far');
const { signal } = new AbortController();

interface Told {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
}

async function serve(listener: RequestListener): Promise<{ url: string; told: Told[] }> {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    told.push({ path: request.url, authorization: request.headers.authorization });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told };
}

/** An older server of one tool, whose calls are answered as the test says. */
function speak(act: (id: unknown, response: ServerResponse) => void): RequestListener {
  return (request, response) => void answer(request, response, act);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  act: (id: unknown, response: ServerResponse) => void,
) {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  if (request.method !== 'POST') return void response.writeHead(405).end();
  const { id, method, params } = JSON.parse(text) as {
    id?: number;
    method: string;
    params?: { protocolVersion?: string };
  };
  if (id === undefined) return void response.writeHead(202).end();
  const say = (result: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  if (method === 'initialize')
    return void say({
      protocolVersion: params?.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'far', version: '1' },
    });
  if (method === 'tools/list')
    return void say({ tools: [{ name: 'act', description: 'Acts.', inputSchema: { type: 'object' } }] });
  if (method === 'tools/call') return act(id, response);
  const error = { code: -32_601, message: 'Method not found' };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, error }));
}

async function findPort(): Promise<number> {
  const server = createPlainServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a server of tools at an address', { timeout: 120_000 }, () => {
  it('is spoken to as to a process: everything, over streamable HTTP', async () => {
    const port = await findPort();
    const [program = '', ...words] = installed('everything', 'streamableHttp');
    const child = spawn(program, words, { env: { PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    await waitFor(() => said.includes('listening'));
    await using stage = await openMcpStage();
    const tools = await stage.admit('far', { url: `http://127.0.0.1:${port}/mcp`, limits: LIMITS });
    expect(await use(tools, 'far__echo', { message: 'hello' })).toBe('Echo: hello');
    expect(await use(tools, 'far__get-sum', { a: 40, b: 2 })).toContain('42');
  });

  it('T4: is given a secret only where it was stored for its origin', async () => {
    const { url, told } = await serve(
      speak((id, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'done' }] } })),
      ),
    );
    await using stage = await openMcpStage();
    const headers = { Authorization: { secret: 'token', prefix: 'Bearer ' } };
    await stage.add('far', { url: `${url}/mcp`, headers, limits: LIMITS });
    stage.secrets.set('far/token@https://tools.example.org', 'canary-token');
    await expect(stage.tools.connect(far, { signal })).rejects.toMatchObject({ code: 'tool_not_configured' });
    expect(told).toEqual([]);
    expect((await stage.tools.get(far)).missingSecrets).toEqual(['token']);
    stage.secrets.set(`far/token@${url}`, 'canary-token');
    const tools = await stage.admit('far', { url: `${url}/mcp`, headers, limits: LIMITS });
    expect(await ask(tools, 'far__act')).toBe('done');
    expect(new Set(told.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer canary-token']));
    expect(await stage.readLock()).not.toContain('canary');
  });

  it('N4: is not followed elsewhere, and nothing is sent there', async () => {
    const inside = await serve((_request, response) => response.writeHead(200).end('secrets'));
    const { url } = await serve((_request, response) =>
      response.writeHead(307, { location: `${inside.url}/mcp` }).end(),
    );
    await using stage = await openMcpStage();
    await stage.add('far', { url: `${url}/mcp`, headers: { 'X-Key': 'plain' }, limits: LIMITS });
    await expect(stage.tools.connect(far, { signal })).rejects.toMatchObject({ code: 'tool_unavailable' });
    expect(inside.told).toEqual([]);
  });

  it('N5, M6: may ask for a login anywhere: nothing that it names is fetched or opened', async () => {
    const inside = await serve((_request, response) => response.writeHead(200).end('{}'));
    const challenge = `Bearer resource_metadata="${inside.url}/meta", scope="*", authorization_uri="file:///etc/passwd"`;
    const { url } = await serve((_request, response) =>
      response.writeHead(401, { 'www-authenticate': challenge }).end(),
    );
    await using stage = await openMcpStage();
    await stage.add('far', { url: `${url}/mcp`, limits: LIMITS });
    await expect(stage.tools.connect(far, { signal })).rejects.toMatchObject({
      code: 'tool_unavailable',
      message: expect.stringContaining('401') as string,
    });
    expect(inside.told).toEqual([]);
  });

  it.each([
    ['application/json', '{"jsonrpc":"2.0","id":2,"result":{"content":[{"type":"text","text":"'],
    ['text/event-stream', 'data: {"jsonrpc":"2.0","result":{"content":[{"type":"text","text":"'],
  ])('T1: answers with 100 MB of %s: it is left, and our memory does not grow with it', async (type, beginning) => {
    const { url } = await serve(
      speak((_id, response) => {
        response.writeHead(200, { 'content-type': type });
        response.write(beginning);
        pour(response, 100);
      }),
    );
    await using stage = await openMcpStage();
    const tools = await stage.admit('far', { url: `${url}/mcp`, limits: { ...LIMITS, messageBytes: 4_194_304 } });
    const before = process.memoryUsage().rss;
    await expect(use(tools, 'far__act')).rejects.toMatchObject({
      code: 'tool_server_broken',
      message: expect.stringContaining('limits.messageBytes') as string,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
  });

  it('T1: that hangs is left after its time', async () => {
    const { url } = await serve(speak(() => {}));
    await using stage = await openMcpStage();
    const tools = await stage.admit('far', { url: `${url}/mcp`, limits: { ...LIMITS, callSeconds: 1 } });
    await expect(use(tools, 'far__act')).rejects.toThrow(/did not answer within 1 s/);
  });

  it('that is not there is an error, tried again with patience', async () => {
    const port = await findPort();
    await using stage = await openMcpStage();
    await stage.add('far', { url: `http://127.0.0.1:${port}/mcp`, limits: LIMITS });
    await expect(stage.tools.connect(far, { signal })).rejects.toMatchObject({
      code: 'tool_unavailable',
      nothingHappened: true,
    });
    const { health } = await stage.tools.get(far);
    expect(health).toMatchObject({ state: 'failed', retryAt: expect.any(Number) as number });
  });

  it('N1, N2: may not be where a cloud tells a machine its secrets', async () => {
    await using stage = await openMcpStage();
    for (const url of [
      'http://169.254.169.254/mcp',
      'http://[::ffff:169.254.169.254]/mcp',
      'http://0xa9fea9fe/mcp',
      'http://metadata.google.internal/mcp',
    ])
      await expect(stage.tools.put(far, { url })).rejects.toMatchObject({ code: 'tool_command_refused' });
  });
});

function pour(response: ServerResponse, megabytes: number): void {
  let left = megabytes;
  const more = () => {
    for (; left > 0; left -= 1) {
      if (response.write('x'.repeat(1_048_576))) continue;
      left -= 1;
      response.once('drain', more);
      return;
    }
    response.end();
  };
  more();
}
