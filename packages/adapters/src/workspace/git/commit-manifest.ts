/** A commit from a list of files: its tree is built in an index of its own, so that nobody else's is touched. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '@tutti/protocol';
import type { FileKind, Manifest } from '../manifest.ts';
import { encodePath } from '../path-bytes.ts';
import type { Repository } from './repository.ts';

export interface NewCommit {
  readonly manifest: Manifest;
  /** A folder in which a list of files may be built. */
  readonly scratch: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly at: Instant;
  readonly message: string;
}

const MODE_OF: Readonly<Record<FileKind, string>> = {
  file: '100644',
  program: '100755',
  link: '120000',
  module: '160000',
};
const COMMITTER = { GIT_COMMITTER_NAME: 'Tutti', GIT_COMMITTER_EMAIL: 'tutti@tutti.invalid' };

export async function commitManifest(repository: Repository, commit: NewCommit): Promise<string> {
  const { manifest, scratch, parents, author, at, message } = commit;
  const index = join(scratch, `${randomUUID()}.index`);
  const environment = { GIT_INDEX_FILE: index };
  await mkdir(scratch, { recursive: true });
  const lines = [...manifest].map(([path, { kind, hash }]) => encodePath(`${MODE_OF[kind]} ${hash}\t${path}\0`));
  const tree = await writeTree(repository, { environment, input: Buffer.concat(lines) });
  await rm(index, { force: true });
  const words = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
  const date = `${Math.floor(at / 1_000)} +0000`;
  const who = {
    ...COMMITTER,
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: `${author}@agents.tutti.invalid`,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  return repository.askText(words, { environment: who, input: message });
}

async function writeTree(
  repository: Repository,
  { environment, input }: { environment: Readonly<Record<string, string>>; input: Buffer },
): Promise<string> {
  await repository.ask(['update-index', '-z', '--index-info'], { environment, input });
  return repository.askText(['write-tree'], { environment });
}
