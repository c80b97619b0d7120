/** The official MCP client starts the real command, as desktops and editors do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TuttiHome } from './tutti-process.ts';
import { TuttiServer } from './tutti-server.ts';

const MAIN = join(import.meta.dirname, '..', 'packages', 'cli', 'src', 'main.ts');
const LAUNCHER = join(import.meta.dirname, '..', 'packages', 'cli', 'bin', 'tutti.mjs');
const COMMAND = ['--disable-warning=ExperimentalWarning', MAIN, 'mcp'];
const LONG = 180_000;
const PATIENT = { timeout: 90_000, interval: 500 };

function toEnvironment({ directory }: TuttiHome): Record<string, string> {
  return {
    TUTTI_DATA_DIR: directory,
    TUTTI_REHEARSAL_LATENCY_MS: '0',
    OLLAMA_API_URL: 'off',
    TUTTI_MODELS: 'rehearsal',
  };
}

interface Start {
  readonly args?: readonly string[];
  readonly more?: Readonly<Record<string, string>>;
}

async function connect(
  home: TuttiHome,
  mode: 'legacy' | 'auto',
  { args = COMMAND, more }: Start = {},
): Promise<Client> {
  const client = new Client({ name: 'foreign', version: '1.0.0' }, { versionNegotiation: { mode } });
  const env = { ...toEnvironment(home), ...more };
  const command = process.execPath;
  await client.connect(new StdioClientTransport({ command, args: [...args], env, stderr: 'ignore' }));
  onTestFinished(() => client.close());
  return client;
}

const WISH = { agent: 'drafting', request: 'Write about harbours', waitSeconds: 150 };
const PATIENTLY = { timeout: 170_000 };

describe('tutti mcp', () => {
  it.each(['legacy', 'auto'] as const)(
    'works in its directory without a server, and leaves it to others: %s',
    async (mode) => {
      const home = new TuttiHome();
      const client = await connect(home, mode);
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['ask_agent', 'get_run']));
      const asked = await client.callTool({ name: 'ask_agent', arguments: WISH }, PATIENTLY);
      expect(asked).toMatchObject({ structuredContent: { status: 'completed', rehearsed: true } });
      // The client is still there, and another command opens the same directory.
      await vi.waitFor(async () => {
        const { code, stdout } = await home.run('runs', '--json');
        expect([code, stdout]).toEqual([0, expect.stringContaining('Write about harbours')]);
      }, PATIENT);
      const found = await client.callTool({ name: 'list_runs', arguments: { search: 'harbours' } });
      expect(found).toMatchObject({ structuredContent: { runs: [{ status: 'completed' }] } });
      const unknown = await client.callTool({ name: 'ask_agent', arguments: { ...WISH, agent: 'writter' } });
      expect(unknown).toMatchObject({ isError: true, structuredContent: { error: { code: 'unknown_agent' } } });
    },
    LONG,
  );

  it(
    'works at the server that runs in its directory, whose runs outlive it',
    async () => {
      const home = new TuttiHome();
      const server = await TuttiServer.start(home, { OLLAMA_API_URL: 'off', TUTTI_MODELS: 'rehearsal' });
      onTestFinished(() => server.kill());
      const client = await connect(home, 'auto', { args: [LAUNCHER, 'mcp'] });
      const asked = await client.callTool({ name: 'ask_agent', arguments: { ...WISH, waitSeconds: 0 } });
      const { run, page } = asked.structuredContent as { run: string; page: string };
      expect(page).toBe(`${server.url}/ui/runs/${run}`);
      await client.close();
      await vi.waitFor(async () => {
        expect(await (await server.fetch(`/api/v1/runs/${run}`)).json()).toMatchObject({ status: 'completed' });
      }, PATIENT);
    },
    LONG,
  );

  it.each(['legacy', 'auto'] as const)(
    'cancels the run with the call that began it: %s',
    async (mode) => {
      const client = await connect(new TuttiHome(), mode, { more: { TUTTI_REHEARSAL_LATENCY_MS: '60000' } });
      const gone = new AbortController();
      const asked = client.callTool({ name: 'ask_agent', arguments: WISH }, { signal: gone.signal });
      asked.catch(() => undefined);
      const listed = () => client.callTool({ name: 'list_runs', arguments: {} });
      const expectRun = (status: string) =>
        vi.waitFor(
          async () => expect(await listed()).toMatchObject({ structuredContent: { runs: [{ status }] } }),
          PATIENT,
        );
      await expectRun('running');
      gone.abort();
      await expect(asked).rejects.toThrow();
      await expectRun('cancelled');
    },
    LONG,
  );

  it(
    'says nothing on standard output but the protocol, and ends when its client goes',
    async () => {
      const home = new TuttiHome();
      const env = { ...process.env, ...toEnvironment(home) };
      const child = spawn(process.execPath, COMMAND, { stdio: ['pipe', 'pipe', 'pipe'], env });
      onTestFinished(() => void child.kill('SIGKILL'));
      const ended = once(child, 'close');
      const said: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => void said.push(line));
      const say = (message: object | string) =>
        child.stdin.write(
          `${typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...message })}\n`,
        );
      const clientInfo = { name: 'by hand', version: '1' };
      say({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
      await vi.waitFor(() => expect(said).toHaveLength(1), PATIENT);
      say('this is no message');
      say({ method: 'notifications/initialized' });
      say({ id: 2, method: 'tools/call', params: { name: 'ask_agent', arguments: WISH } });
      await vi.waitFor(() => expect(said.some((line) => line.includes('"id":2'))).toBe(true), PATIENT);
      child.stdin.end();
      expect(await ended).toEqual([0, null]);
      const messages = said.map((line) => JSON.parse(line) as { jsonrpc: string; id?: number; result?: object });
      expect(messages.every(({ jsonrpc }) => jsonrpc === '2.0')).toBe(true);
      expect(messages[0]).toMatchObject({ id: 1, result: { protocolVersion: '2025-06-18' } });
    },
    LONG,
  );
});
