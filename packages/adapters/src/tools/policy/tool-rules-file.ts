/** `tools.yaml`: what an installation lets its agents do with tools. Whoever makes a mistake in it is told its line; nothing in it is guessed. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunError } from '@tutti/engine';
import { NO_TOOL_RULES, ToolRules } from '@tutti/protocol';
import type { Document } from 'yaml';
import type * as z from 'zod';

const MOST_CHARACTERS = 256 * 1024;

/** No rules where there is no file. */
export async function readToolRules(path: string): Promise<ToolRules> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NO_TOOL_RULES;
    throw toError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  return parseToolRules(text, path);
}

const HEAD = '# What agents may do with tools: see docs/guides/tools.md. Changes count from the next call on.\n';

/** Whoever reads it meanwhile finds the old rules or the new ones. */
export async function writeToolRules(path: string, rules: ToolRules): Promise<void> {
  const { stringify } = await import('yaml');
  const text = `${HEAD}${stringify(rules, { lineWidth: 0 })}`;
  await parseToolRules(text, path);
  const temporary = join(dirname(path), `.tools-${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600, flush: true });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Plain values only, no unknown keys, each key once. */
export async function parseToolRules(text: string, path: string): Promise<ToolRules> {
  if (text.length > MOST_CHARACTERS) throw toError(`${path} is larger than ${MOST_CHARACTERS} characters`);
  const { isNode, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const options = { schema: 'core', resolveKnownTags: false, prettyErrors: false, uniqueKeys: true } as const;
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const toLine = (offset: number) => `${path}, line ${lines.linePos(offset).line}`;
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw toError(`${toLine(problem.pos[0])}: this is no plain YAML (${problem.code})`);
  const parsed = ToolRules.safeParse(toValue(document, path) ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw toError(`${toLine(findOffset(document, issue, isNode))}: ${toWords(issue)}`);
}

function toValue(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw toError(`${path}: aliases are not taken here`, cause);
  }
}

/** Where the value stands, or the nearest thing around it that stands somewhere. */
function findOffset(
  document: Document.Parsed,
  issue: z.core.$ZodIssue | undefined,
  isNode: typeof import('yaml')['isNode'],
): number {
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...unknownKey];
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function toWords(issue: z.core.$ZodIssue | undefined): string {
  const place = (issue?.path ?? []).map((part) => (typeof part === 'number' ? `${part + 1}` : String(part)));
  return [place.join(' '), issue?.message ?? 'it is not valid'].filter(Boolean).join(': ');
}

function toError(message: string, cause?: unknown): RunError {
  return new RunError('tool_rules_invalid', message, { nothingHappened: true, cause });
}
