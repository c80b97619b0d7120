import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tool } from '@tutti/engine';
import { type Json, LOCAL_OWNER, ToolServerName, type ToolServerConfig, UserId } from '@tutti/protocol';
import { stringify } from 'yaml';
import * as z from 'zod';
import { McpTools } from '../mcp-tools.ts';
import { openMcpTools } from './open-mcp-tools.ts';

type Config = z.input<typeof ToolServerConfig>;

const HOSTILE = fileURLToPath(new URL('./hostile-server.ts', import.meta.url));
const LEFT_MS = 20_000;
const BY = UserId.parse(`usr_${'0'.repeat(36)}`);
const SIGNED = { by: BY, at: '2026-11-21T12:00:00.000Z' };

/** Servers of tools in a directory of their own. */
export interface McpStage extends AsyncDisposable {
  readonly directory: string;
  readonly file: string;
  readonly lock: string;
  readonly tools: McpTools;
  readonly secrets: Map<string, string>;
  /** Configures a server and consents to it. */
  add(name: string, config: Config): Promise<ToolServerName>;
  /** And approves everything that it has. */
  admit(name: string, config: Config): Promise<readonly Tool[]>;
  open(name: string): Promise<readonly Tool[]>;
  readLock(): Promise<string>;
  write(config: object): Promise<void>;
}

export async function openMcpStage(): Promise<McpStage> {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-mcp-'));
  const file = join(directory, 'mcp.yaml');
  const secrets = new Map<string, string>();
  const tools = await openMcpTools({ directory, file, secrets });
  const { signal } = new AbortController();
  const stage: McpStage = {
    directory,
    file,
    lock: join(directory, 'mcp.lock'),
    tools,
    secrets,
    async add(text, config) {
      const name = ToolServerName.parse(text);
      const { consent } = await tools.put(name, config);
      await tools.consent(name, consent.hash, SIGNED);
      return name;
    },
    async admit(text, config) {
      const name = await stage.add(text, config);
      const { tools: found } = await tools.connect(name, { signal });
      const sound = found.filter(({ lock }) => lock === 'new');
      await tools.approve(name, sound, { ...SIGNED, signal });
      return stage.open(text);
    },
    open: (name) => tools.open(name, { tenant: LOCAL_OWNER.tenant, signal }),
    readLock: () => readFile(stage.lock, 'utf8'),
    write: (config) => writeFile(file, stringify(config)),
    async [Symbol.asyncDispose]() {
      await tools[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return stage;
}

/** A server of ours that misbehaves in this manner. */
export function hostile(manner: string, file = ''): string[] {
  return [process.execPath, '--no-warnings', HOSTILE, manner, ...(file === '' ? [] : [file])];
}

/** A server from npm, started as it is installed. */
export function installed(name: string, ...words: readonly string[]): string[] {
  const manifest = createRequire(import.meta.url).resolve(`@modelcontextprotocol/server-${name}/package.json`);
  return [process.execPath, join(dirname(manifest), 'dist', 'index.js'), ...words];
}

export function use(tools: readonly Tool[], name: string, input: Json = {}): Promise<Json> {
  const tool = tools.find((each) => each.name === name);
  if (!tool) throw new Error(`no tool ${name} among ${tools.map((each) => each.name).join(', ')}`);
  return tool.use(tool.input.parse(input), { signal: new AbortController().signal, key: 'key' });
}

/** Of a tool that answers with words. */
export async function ask(tools: readonly Tool[], name: string): Promise<string> {
  return z.string().parse(await use(tools, name));
}

/** Also those that only wait to be fetched are gone. */
export function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}`)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function waitFor(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + LEFT_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('it did not come to be so in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
