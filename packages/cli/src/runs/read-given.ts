import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidInputError } from '@tutti/engine';
import { GIVEN_LIMIT_BYTES, GivenFiles } from '@tutti/protocol';

const MEBIBYTE = 1024 * 1024;

/** The files that go with a task, each under its own name. Nothing of a file that is too large is read. */
export async function readGiven(paths: readonly string[] = []): Promise<{ files?: GivenFiles }> {
  if (paths.length === 0) return {};
  const sizes = await Promise.all(paths.map(measure));
  if (sizes.reduce((all, size) => all + size, 0) > GIVEN_LIMIT_BYTES)
    throw new InvalidInputError(
      `the files of a task have at most ${GIVEN_LIMIT_BYTES / MEBIBYTE} MiB together; put larger ones into a repository (--repo)`,
      '--file',
    );
  const files = await Promise.all(
    paths.map(async (path) => ({ path: basename(path), content: (await readFile(path)).toString('base64') })),
  );
  const parsed = GivenFiles.safeParse(files);
  if (parsed.success) return { files: parsed.data };
  throw new InvalidInputError(parsed.error.issues[0]?.message ?? 'these files cannot be given', '--file');
}

async function measure(path: string): Promise<number> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isFile()) throw new InvalidInputError(`there is no file ${path}`, '--file');
  return stats.size;
}
