import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatalogueError } from './catalogue-error.ts';
import { CatalogueFile } from './catalogue-file.ts';
import { createModelCatalogue, type ModelCatalogue } from './model-catalogue.ts';
import { applyOwnChanges, readOwnChanges } from './own-changes.ts';

export interface CatalogueOpening {
  /** `catalog/models` of this version. */
  readonly folder: string;
  /** The data directory, which may hold a newer one, and changes of its own. */
  readonly directory?: string | undefined;
  readonly now: number;
}

export interface OpenedCatalogue {
  readonly catalogue: ModelCatalogue;
  /** The one that a user fetched cannot be read, so the other is used. */
  readonly problem?: string;
}

/** Throws `config_invalid` where the changes of the data directory cannot be used. */
export async function openModelCatalogue({ folder, directory, now }: CatalogueOpening): Promise<OpenedCatalogue> {
  const [{ file, problem }, changes] = await Promise.all([
    readNewest(folder, directory),
    directory === undefined ? undefined : readOwnChanges(directory),
  ]);
  const changed = changes ? applyOwnChanges(file, changes) : file;
  const catalogue = createModelCatalogue(changed, { today: toDay(now) });
  return { catalogue, ...(problem !== undefined && { problem }) };
}

/** Where `refreshCatalogue` writes what it fetched, and what it keeps of the time before. */
export function toRefreshedFiles(directory: string): { readonly file: string; readonly previous: string } {
  const folder = join(directory, 'catalogue');
  return { file: join(folder, 'models.json'), previous: join(folder, 'models.previous.json') };
}

export function toDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** Without the changes of the installation. A version that ships newer facts than were fetched once uses its own. */
export async function readNewest(
  folder: string,
  directory: string | undefined,
): Promise<{ readonly file: CatalogueFile; readonly problem?: string }> {
  const shipped = CatalogueFile.parse(JSON.parse(await readFile(join(folder, 'catalogue.json'), 'utf8')));
  if (directory === undefined) return { file: shipped };
  const path = toRefreshedFiles(directory).file;
  try {
    const refreshed = await readIfThere(path);
    return { file: refreshed && refreshed.asOf >= shipped.asOf ? refreshed : shipped };
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    return { file: shipped, problem: `${path} cannot be used (${message}); the catalogue of this version is used` };
  }
}

async function readIfThere(path: string): Promise<CatalogueFile | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = CatalogueFile.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new CatalogueError('catalogue_unavailable', 'it is damaged', { cause: parsed.error });
}
