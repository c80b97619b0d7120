import { realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { RunError } from '@tutti/engine';

/** The path without links, where it is, or lies in, one of the allowed folders. `anywhere`: whoever asks sits at this machine. */
export async function findAllowedRepository(
  path: string,
  { allowed, anywhere }: { allowed: readonly string[]; anywhere: boolean },
): Promise<string> {
  const refuse = (why: string) => new RunError('repository_not_allowed', `${path} ${why}`, { nothingHappened: true });
  if (!isAbsolute(path)) throw refuse('is no absolute path');
  const real = await realpath(path).catch(() => undefined);
  if (anywhere) {
    if (real !== undefined) return real;
    throw new RunError('repository_unusable', `there is no folder ${path}`, { nothingHappened: true });
  }
  for (const folder of allowed) {
    const root = await realpath(folder).catch(() => undefined);
    if (root === undefined || real === undefined) continue;
    const way = relative(root, real);
    if (way === '' || (!way.startsWith('..') && !isAbsolute(way))) return real;
  }
  // Whether it is there is nobody's business who may not work on it.
  throw refuse('is not among the repositories that an administrator has allowed');
}
