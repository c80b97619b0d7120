/** What is stored for servers of tools: each secret is given to its own server alone. */
import type { ToolServerConfig, ToolServerName, ToolServerSetting } from '@tutti/protocol';
import { ToolServerError } from './tool-server-error.ts';

/** Bound to the origin that a secret was stored for, it goes nowhere else over the network. */
export interface ToolSecrets {
  read(server: ToolServerName, boundTo: string): Promise<ReadonlyMap<string, string>>;
}

export type Settings = Readonly<Record<string, string>>;

/** Where the secrets of a server may go. */
export function toBound({ url }: Pick<ToolServerConfig, 'url'>): string {
  return url === undefined ? 'command' : new URL(url).origin;
}

export async function findMissingSecrets(
  secrets: ToolSecrets,
  server: ToolServerName,
  config: ToolServerConfig,
): Promise<readonly string[]> {
  const wanted = listSettings(config).flatMap(([, setting]) => (typeof setting === 'string' ? [] : [setting.secret]));
  if (wanted.length === 0) return [];
  const stored = await secrets.read(server, toBound(config));
  return [...new Set(wanted)].filter((name) => !stored.has(name));
}

/** The variables or headers of a server with their values. */
export async function resolveSettings(
  secrets: ToolSecrets,
  server: ToolServerName,
  config: ToolServerConfig,
): Promise<Settings> {
  const entries = listSettings(config);
  const isPlain = entries.every(([, setting]) => typeof setting === 'string');
  const stored = isPlain ? new Map<string, string>() : await secrets.read(server, toBound(config));
  return Object.fromEntries(entries.map(([name, setting]) => [name, toValue(server, setting, stored)]));
}

function listSettings({ env, headers }: ToolServerConfig): [string, ToolServerSetting][] {
  return Object.entries(env ?? headers ?? {});
}

function toValue(server: ToolServerName, setting: ToolServerSetting, stored: ReadonlyMap<string, string>): string {
  if (typeof setting === 'string') return setting;
  const value = stored.get(setting.secret);
  if (value !== undefined) return `${setting.prefix ?? ''}${value}`;
  const message = `the server ${server} needs the secret ${setting.secret}: tutti tools secret ${server} ${setting.secret}`;
  throw new ToolServerError('tool_not_configured', message, { nothingHappened: true });
}
