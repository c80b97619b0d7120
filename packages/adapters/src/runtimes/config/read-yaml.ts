/** Settings that people edit: plain values only, no aliases, no tags; what is wrong is told with the file's name. */
import { readFile, stat } from 'node:fs/promises';
import { AgentFailedError } from '@tutti/engine';
import { parseDocument } from 'yaml';
import * as z from 'zod';

const MOST_BYTES = 1_048_576;

/** Undefined where there is no such file. */
export async function readYaml(path: string): Promise<unknown> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw toInvalid(path, 'it is larger than 1 MiB');
    return parseYaml(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseYaml(text: string, path: string): unknown {
  const document = parseDocument(text, { schema: 'core', resolveKnownTags: false, uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw toInvalid(path, problem.message);
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch {
    throw toInvalid(path, 'aliases are not taken here');
  }
}

export function parseSettings<Settings>(schema: z.ZodType<Settings>, value: unknown, place: string): Settings {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw toInvalid(place, `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is not valid'}`);
}

function toInvalid(place: string, problem: string): AgentFailedError {
  return new AgentFailedError('agent_not_configured', `${place} is not valid: ${problem}`, { nothingHappened: true });
}
