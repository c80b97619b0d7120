/** Puts the files of a version into an empty folder. What a hostile repository calls its files never leads out of it. */
import { mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunError } from '@tutti/engine';
import type { FileEntry, Manifest } from './manifest.ts';
import { encodePath } from './path-bytes.ts';
import { isGitName } from './scan-folder.ts';

export interface FilesToWrite {
  readonly folder: string;
  readonly manifest: Manifest;
  /** All of them, one after the other. */
  readBlobs(hashes: readonly string[], onBlob: (hash: string, bytes: Buffer) => Promise<void>): Promise<void>;
}

export async function writeFiles({ folder, manifest, readBlobs }: FilesToWrite): Promise<void> {
  const byHash = new Map<string, { path: string; kind: FileEntry['kind'] }[]>();
  for (const [path, { kind, hash }] of manifest) {
    assertInside(path);
    // As git does: the folder of a submodule is there and empty.
    if (kind === 'module') await mkdir(encodePath(join(folder, path)), { recursive: true });
    else byHash.set(hash, [...(byHash.get(hash) ?? []), { path, kind }]);
  }
  const links: { path: string; target: Buffer }[] = [];
  await readBlobs([...byHash.keys()], async (hash, bytes) => {
    for (const { path, kind } of byHash.get(hash) ?? []) {
      if (kind === 'link') links.push({ path, target: bytes });
      else await writeNew(join(folder, path), bytes, kind === 'program' ? 0o755 : 0o644);
    }
  });
  // Last, so that nothing is ever written through one.
  for (const { path, target } of links) {
    await mkdir(encodePath(dirname(join(folder, path))), { recursive: true });
    await symlink(target, encodePath(join(folder, path)));
  }
}

export function assertInside(path: string): void {
  const isOdd = (name: string) =>
    name === '' || name === '.' || name === '..' || isGitName(name) || name.includes('\\');
  if (path.startsWith('/') || path.split('/').some(isOdd))
    throw new RunError('repository_unusable', `it has a file called ${JSON.stringify(path.slice(0, 200))}`);
}

async function writeNew(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await mkdir(encodePath(dirname(path)), { recursive: true });
  const handle = await open(encodePath(path), 'wx', mode);
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
}
