/** mcp.yaml: the servers of tools as an administrator wrote them. What others change in it is seen at the next look; what people wrote beside it stays. */
import { stat } from 'node:fs/promises';
import { ToolServerConfig, ToolServerLimits, ToolServerName } from '@tutti/protocol';
import type { Document } from 'yaml';
import * as z from 'zod';
import { findCommandProblem, findVariableProblem } from '../checks/find-command-problem.ts';
import { findUrlProblem } from '../checks/find-url-problem.ts';
import { ToolServerError } from '../tool-server-error.ts';
import { parsePlainYaml, readText } from './read-plain-yaml.ts';
import { replaceFile } from './replace-file.ts';

export type ServerConfigs = ReadonlyMap<ToolServerName, ToolServerConfig>;

const HEADER =
  ' Servers of tools that speak MCP: see docs/guides/mcp-servers.md. Nothing here is started before an administrator\n consents: tutti tools approve <server>';
const Checked = ToolServerConfig.superRefine((config, context) => {
  const problem = findProblem(config);
  if (problem) context.addIssue({ code: 'custom', ...problem });
});
const ServerFile = z.strictObject({ servers: z.record(ToolServerName, Checked).nullish() });

export class McpFile {
  readonly path: string;
  #seen: { readonly stamp: string; readonly configs: ServerConfigs } | undefined;
  /** By which agents may name them, also while the file is broken. */
  #names: readonly ToolServerName[] = [];

  constructor(path: string) {
    this.path = path;
  }

  get names(): readonly ToolServerName[] {
    return this.#names;
  }

  async read(): Promise<ServerConfigs> {
    const stamp = await toStamp(this.path);
    if (this.#seen?.stamp === stamp) return this.#seen.configs;
    const text = await readText(this.path);
    const configs = text === undefined ? new Map<ToolServerName, ToolServerConfig>() : await this.#parse(text);
    this.#seen = { stamp, configs };
    this.#names = [...configs.keys()];
    return configs;
  }

  /** Refused with the field, not with a line: it does not stand in the file yet. */
  async put(name: ToolServerName, config: z.input<typeof ToolServerConfig>): Promise<void> {
    const problem = findProblem(ToolServerConfig.parse(config));
    if (problem) throw new ToolServerError('tool_command_refused', problem.message, { nothingHappened: true });
    await this.#change((document) => document.setIn(['servers', name], document.createNode(withoutDefaults(config))));
  }

  async remove(name: ToolServerName): Promise<void> {
    await this.#change((document) => document.deleteIn(['servers', name]));
  }

  async #change(act: (document: Document) => unknown): Promise<void> {
    const yaml = await import('yaml');
    const text = await readText(this.path);
    if (text !== undefined) await this.#parse(text);
    const document = text === undefined ? new yaml.Document({}) : (await parsePlainYaml(text, this.path)).document;
    if (text === undefined) document.commentBefore = HEADER;
    if (!yaml.isMap(document.contents)) document.contents = document.createNode({}) as never;
    if (!yaml.isMap(document.get('servers', true))) document.set('servers', document.createNode({}));
    act(document);
    const changed = document.toString({ lineWidth: 0 });
    await this.#parse(changed);
    await replaceFile(this.path, changed);
    this.#seen = undefined;
    await this.read();
  }

  async #parse(text: string): Promise<ServerConfigs> {
    const yaml = await parsePlainYaml(text, this.path);
    const parsed = ServerFile.safeParse(yaml.value ?? {});
    if (parsed.success) return new Map(toEntries(parsed.data.servers ?? {}));
    this.#names = toNames(yaml.value);
    throw yaml.toError(parsed.error.issues[0]);
  }
}

/** A person reads it: what goes without saying is not written. */
function withoutDefaults(config: z.input<typeof ToolServerConfig>): object {
  const usual: Readonly<Record<string, unknown>> = ToolServerLimits.parse({});
  const { enabled = true, effects = {}, limits = {}, ...rest } = config;
  const unusual = Object.entries(limits).filter(([name, value]) => usual[name] !== value);
  return {
    ...rest,
    ...(!enabled && { enabled }),
    ...(Object.keys(effects).length > 0 && { effects }),
    ...(unusual.length > 0 && { limits: Object.fromEntries(unusual) }),
  };
}

function findProblem({ command, url, env }: ToolServerConfig): { path: string[]; message: string } | undefined {
  const variable = Object.keys(env ?? {}).find((name) => findVariableProblem(name) !== undefined);
  if (variable !== undefined) return { path: ['env', variable], message: findVariableProblem(variable) ?? '' };
  const problem = command ? findCommandProblem(command) : findUrlProblem(url ?? '');
  return problem === undefined ? undefined : { path: [command ? 'command' : 'url'], message: problem };
}

function toEntries(
  servers: Readonly<Record<string, ToolServerConfig>>,
): (readonly [ToolServerName, ToolServerConfig])[] {
  return Object.entries(servers).map(([name, config]) => [ToolServerName.parse(name), config]);
}

function toNames(value: unknown): ToolServerName[] {
  const servers = typeof value === 'object' && value !== null && 'servers' in value ? value.servers : undefined;
  const names = typeof servers === 'object' && servers !== null ? Object.keys(servers) : [];
  return names.flatMap((name) => ToolServerName.safeParse(name).data ?? []);
}

/** Another stamp, another content. */
async function toStamp(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found ? `${found.mtimeNs}:${found.size}:${found.ino}` : 'none';
}
