/** From what somebody typed to a server of tools. */
import { ToolServerName, type ToolServerSetting } from '@tutti/protocol';
import { toolsText as text } from '../../strings/tools.ts';

export interface ServerDraft {
  readonly name: string;
  readonly kind: 'command' | 'url';
  /** A word a line. */
  readonly command: string;
  readonly url: string;
  /** `NAME=value` a line. */
  readonly settings: string;
}

export type Mistakes = Readonly<Partial<Record<'name' | 'command' | 'url' | 'settings', string>>>;
export const EMPTY_DRAFT: ServerDraft = { name: '', kind: 'command', command: '', url: '', settings: '' };

export function findMistakes({ name, kind, command, url, settings }: ServerDraft): Mistakes {
  const line = toLines(settings).find((each) => each.indexOf('=') < 1);
  return {
    ...(!ToolServerName.safeParse(name.trim()).success && { name: text.nameWrong }),
    ...(kind === 'command' && toLines(command).length === 0 && { command: text.commandMissing }),
    ...(kind === 'url' && !/^https?:\/\/\S+$/.test(url.trim()) && { url: text.urlWrong }),
    ...(line !== undefined && { settings: text.settingsWrong(line) }),
  };
}

export function toServer({ name, kind, command, url, settings }: ServerDraft) {
  const server = ToolServerName.parse(name.trim());
  const set = Object.fromEntries(toLines(settings).map(toSetting));
  const hasAny = Object.keys(set).length > 0;
  if (kind === 'url') return { server, url: url.trim(), ...(hasAny && { headers: set }) };
  return { server, command: toLines(command), ...(hasAny && { env: set }) };
}

/** `TOKEN=@name` and `Authorization=Bearer @name` take a stored secret. */
function toSetting(line: string): [string, ToolServerSetting] {
  const at = line.indexOf('=');
  const [name, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  const [, prefix = '', secret] = /^((?:[A-Za-z]+ )?)@([a-z0-9][a-z0-9._-]*)$/.exec(value) ?? [];
  if (secret === undefined) return [name, value.replace(/^@@/, '@')];
  return [name, prefix === '' ? { secret } : { secret, prefix }];
}

function toLines(typed: string): string[] {
  return typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
