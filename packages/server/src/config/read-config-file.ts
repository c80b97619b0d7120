import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { parseDocument } from 'yaml';
import { ConfigInvalidError } from './config-invalid-error.ts';

export interface ConfigFile {
  readonly path: string;
  /** Nobody but its owner can read it. */
  readonly isPrivate: boolean;
  readonly values: Readonly<Record<string, unknown>>;
}

const MOST_CHARACTERS = 65_536;

/** `config.yaml` of a data directory: plain values only, so no tags and no aliases. Undefined where there is none. */
export async function readConfigFile(directory: string): Promise<ConfigFile | undefined> {
  const path = join(directory, 'config.yaml');
  const refuse = (message: string, cause?: unknown) =>
    new ConfigInvalidError([{ setting: 'config.yaml', source: `file ${path}`, message }], { cause });
  const found = await readText(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw refuse(`cannot be read (${error.message})`, error);
  });
  if (found === undefined) return undefined;
  const { text, isPrivate } = found;
  if (text.length > MOST_CHARACTERS) throw refuse(`is larger than ${MOST_CHARACTERS} characters`);
  // Only who has such a file pays for its parser.
  const yaml = await import('yaml');
  const values = parsePlainYaml(text, yaml, refuse);
  return { path, isPrivate, values };
}

const OTHERS = 0o077;

async function readText(path: string): Promise<{ text: string; isPrivate: boolean }> {
  await using handle = await open(path);
  const { mode } = await handle.stat();
  // Windows has no such modes.
  const isPrivate = (mode & OTHERS) === 0 || process.platform === 'win32';
  return { text: await handle.readFile('utf8'), isPrivate };
}

function parsePlainYaml(
  text: string,
  yaml: { readonly parseDocument: typeof parseDocument },
  refuse: (message: string, cause?: unknown) => Error,
): ConfigFile['values'] {
  const document = yaml.parseDocument(text, { schema: 'core', resolveKnownTags: false, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw refuse(`is no plain YAML at character ${problem.pos[0]} (${problem.code})`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw refuse('must not use aliases', cause);
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw refuse('must hold names with values');
  return Object.fromEntries(Object.entries(value));
}
