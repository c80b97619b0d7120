/** What a server of tools says of its troubles may hold what it was given: this is taken out before anybody reads it. */
import { createRedact } from '@tutti/engine';
import type { ToolServerConfig } from '@tutti/protocol';
import type { Settings } from './secrets.ts';

/** Shorter ones would be found in every other word. */
const SHORTEST = 4;
const HIDDEN = '[hidden]';
const NAME = /key|token|secret|pass|credential|auth|cookie|private/iu;
/** Of a command: `--api-key=…`, and the word after `--api-key`. */
const OPTION = /^--?[\w-]*(?:key|token|secret|pass|password|credential|auth)[\w-]*(?:=(.*))?$/iu;

/** The text without them. */
export type HideSecrets = (text: string) => string;

export function createHideSecrets(secrets: readonly string[]): HideSecrets {
  const known = [...new Set(secrets.flatMap((value) => [value, ...toForms(value)]))]
    .filter((value) => value.length >= SHORTEST)
    // The longest first: one may be a part of another.
    .toSorted((one, other) => other.length - one.length);
  const redact = createRedact();
  return (text) => redact(known.reduce((rest, value) => rest.replaceAll(value, HIDDEN), text));
}

/** What a server is given that nobody else should read. */
export function listServerSecrets(config: ToolServerConfig, settings: Settings): readonly string[] {
  return [...listSettings(config, settings), ...listWords(config.command ?? [])];
}

/** Whatever was stored as a secret, and what is called like one. */
function listSettings({ env, headers }: ToolServerConfig, settings: Settings): string[] {
  return Object.entries(env ?? headers ?? {}).flatMap(([name, setting]) => {
    const value = settings[name] ?? '';
    if (typeof setting === 'string') return NAME.test(name) ? [value] : [];
    return [value, value.slice(setting.prefix?.length ?? 0)];
  });
}

function listWords(command: readonly string[]): string[] {
  return command.flatMap((word, at) => {
    const match = OPTION.exec(word);
    if (!match) return [];
    const next = command[at + 1] ?? '';
    return match[1] ?? (next.startsWith('-') ? [] : next);
  });
}

/** As they stand in addresses, in JSON and in headers of basic authorization. */
function toForms(value: string): string[] {
  return [
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64').replace(/=+$/u, ''),
  ];
}
