/** All files of one version: what they are called, what they are, and the hash of what they hold. */
import { createHash } from 'node:crypto';
import type { FileChange } from '@tutti/protocol';
import * as z from 'zod';

export const FileKind = z.enum(['file', 'program', 'link', 'module']);
export type FileKind = z.infer<typeof FileKind>;

export const FileEntry = z.object({ kind: FileKind, hash: z.string(), bytes: z.int().nonnegative() });
export type FileEntry = z.infer<typeof FileEntry>;

/** By path, with forward slashes. */
export type Manifest = ReadonlyMap<string, FileEntry>;

/** As git names what a file holds, whether git keeps it or not. */
export function toBlobHash(format: string, bytes: Uint8Array): string {
  return createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

export function compareManifests(before: Manifest, after: Manifest): readonly FileChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): FileChange[] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (isSame(old, now)) return [];
    const change = old ? (now ? 'changed' : 'deleted') : 'added';
    return [{ path, change, bytes: (now ?? old)?.bytes ?? 0 }];
  });
}

export function isSame(one: FileEntry | undefined, other: FileEntry | undefined): boolean {
  return one?.hash === other?.hash && one?.kind === other?.kind;
}
