import type { Json } from '@tutti/protocol';
import { findEntry } from './open-plain-file.ts';
import { walk } from './walk.ts';
import type { Workspace } from './workspace.ts';

const MOST_SHOWN = 500;

interface Shown {
  readonly path: string;
  readonly kind: string;
  readonly bytes?: number;
}

export async function listFolder(
  workspace: Workspace,
  { path, depth }: { path: string; depth: number },
  signal: AbortSignal,
): Promise<Json> {
  const entries: Shown[] = [];
  for await (const { path: at, name, kind, folder } of walk(workspace, { path, depth, signal })) {
    if (entries.length === MOST_SHOWN) return { entries: toJson(entries), more: true };
    const stats = kind === 'file' ? await findEntry(folder, name) : undefined;
    entries.push({ path: at, kind, ...(stats && { bytes: stats.size }) });
  }
  return { entries: toJson(entries), more: false };
}

function toJson(entries: readonly Shown[]): Json {
  return entries.map((entry) => ({ ...entry }));
}
