import { createHash } from 'node:crypto';
import { Hash, toCanonicalText, type ToolServerConfig, type ToolServerSetting } from '@tutti/protocol';

export interface ConsentSetting {
  readonly name: string;
  readonly value?: string;
  /** By this name it is stored. */
  readonly secret?: string;
}

/** What an administrator is asked to allow: exactly what would be started or asked, and with which settings. */
export interface Consent {
  readonly hash: Hash;
  /** In one line, as a person reads it. */
  readonly what: string;
  readonly settings: readonly ConsentSetting[];
}

export function toConsent({ command, cwd, path, url, env, headers }: ToolServerConfig): Consent {
  const settings = Object.entries(env ?? headers ?? {}).map(toSetting);
  const sorted = settings.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const subject = toCanonicalText({ command, cwd, path, url, settings: sorted });
  const hash = Hash.parse(createHash('sha256').update(subject).digest('hex'));
  const variables = sorted.map(
    ({ name, value, secret }) => `${name}=${value === undefined ? `<${secret}>` : quote(value)}`,
  );
  const place = [...(cwd === undefined ? [] : [`(in ${cwd})`]), ...(path ? [`(found in ${path.join(':')})`] : [])];
  const words = command ? [...variables, ...command.map(quote), ...place] : [url ?? '', ...variables];
  return { hash, what: words.join(' '), settings: sorted };
}

/** Quoted wherever a reader could be in doubt where a word ends. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function toSetting([name, setting]: readonly [string, ToolServerSetting]): ConsentSetting {
  if (typeof setting === 'string') return { name, value: setting };
  const { secret, prefix } = setting;
  return { name, secret: prefix === undefined ? secret : `${prefix}${secret}` };
}
