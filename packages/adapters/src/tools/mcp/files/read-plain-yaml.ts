/** Files that people edit: plain values only, and what is wrong with them is told with its line. */
import { readFile, stat } from 'node:fs/promises';
import type { Document } from 'yaml';
import type * as z from 'zod';
import { ToolServerError } from '../tool-server-error.ts';

const MOST_BYTES = 32 * 1024 * 1024;

export interface PlainYaml {
  readonly document: Document.Parsed;
  readonly value: unknown;
  /** What a schema says against it, with the line. */
  toError(issue: z.core.$ZodIssue | undefined): ToolServerError;
}

/** Undefined where there is no such file. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw new ToolServerError('tool_servers_invalid', `${path} is larger than 32 MiB`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    if (error instanceof ToolServerError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new ToolServerError('tool_servers_invalid', `${path} cannot be read: ${message}`, { cause: error });
  }
}

/** The parser is loaded with the first file that there is. */
export async function parsePlainYaml(text: string, path: string): Promise<PlainYaml> {
  const { isNode, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'core',
    resolveKnownTags: false,
    prettyErrors: false,
    uniqueKeys: true,
    lineCounter: lines,
  });
  const refuse = (at: number, message: string, cause?: unknown) =>
    new ToolServerError('tool_servers_invalid', `${path}, line ${lines.linePos(at).line}: ${message}`, { cause });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw refuse(problem.pos[0], `this is no plain YAML (${problem.code})`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw refuse(0, 'aliases are not taken here', cause);
  }
  return {
    document,
    value,
    toError: (issue) => {
      const place = (issue?.path ?? []).map((part) => (typeof part === 'symbol' ? String(part) : part));
      return refuse(
        findOffset(document, place, isNode),
        [place.join('.'), issue?.message ?? 'invalid'].filter(Boolean).join(': '),
      );
    },
  };
}

/** Where the value stands, or the nearest thing around it that stands somewhere. */
function findOffset(
  document: Document.Parsed,
  path: readonly (string | number)[],
  isNode: typeof import('yaml')['isNode'],
): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
