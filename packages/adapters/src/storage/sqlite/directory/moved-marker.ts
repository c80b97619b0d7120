/** Left behind where everything was moved to a database: two copies of a run that both go on would do its work twice. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { StoreProblem } from '../store-problem.ts';
import type { StoreFiles } from './store-files.ts';

export interface Moved {
  /** Without a password. */
  readonly to: string;
  /** ISO time. */
  readonly at: string;
}

/** Under the lock of the directory, as whoever moves it writes the marker before letting go of it. */
export function assertNotMoved(files: StoreFiles): void {
  const text = readMarker(files);
  if (text === undefined) return;
  const { to = 'a database', at } = parseMoved(text);
  const when = at === undefined ? '' : ` at ${at}`;
  throw new StoreProblem('store_moved', `what ${files.directory} held was moved to ${to}${when}`);
}

export function markMoved(files: StoreFiles, moved: Moved): void {
  const draft = `${files.moved}.new`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(moved)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, files.moved);
}

function readMarker(files: StoreFiles): string | undefined {
  try {
    return readFileSync(files.moved, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** That the file is there is what counts; what it says only makes the message better. */
function parseMoved(text: string): Partial<Moved> {
  try {
    const { to, at } = JSON.parse(text) as Record<string, unknown>;
    return { ...(typeof to === 'string' && { to }), ...(typeof at === 'string' && { at }) };
  } catch {
    return {};
  }
}
