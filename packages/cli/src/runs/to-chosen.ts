/** Which files, or which changes of them, a person has named on the command line. */
import type { RunId } from '@tutti/protocol';
import type { FileDiffView } from '@tutti/protocol/api';
import type { PartsWish } from '../desk/file-desk.ts';
import type { Desk } from '../desk/desk.ts';
import { CommandError } from '../report-error.ts';

export interface Typed {
  readonly run: RunId;
  readonly files: readonly string[];
  /** `3fa9c1d2.1,3fa9c1d2.3`: the beginning of the hash of a diff, and a number in it. */
  readonly hunks: string | undefined;
}

interface Chosen {
  readonly files?: string[];
  readonly parts?: PartsWish;
}

export async function toChosen(desk: Desk, { run, files, hunks }: Typed): Promise<Chosen> {
  if (hunks === undefined) return files.length > 0 ? { files: [...files] } : {};
  const chosen = parseHunks(hunks);
  const diffs = await readDiffs(desk, run, files);
  const parts = [...chosen].map(([prefix, numbers]) => {
    const { path, diff } = findDiff(diffs, prefix);
    return { path, diff, hunks: numbers };
  });
  const inParts = new Set(parts.map(({ path }) => path));
  const whole = files.filter((path) => !inParts.has(path));
  return { parts, ...(whole.length > 0 && { files: whole }) };
}

const NAME = /^([0-9a-f]{4,64})\.([1-9]\d{0,5})$/u;

export function parseHunks(text: string): ReadonlyMap<string, number[]> {
  const chosen = new Map<string, number[]>();
  for (const name of text.split(',').map((each) => each.trim())) {
    const [, prefix, number] = NAME.exec(name) ?? [];
    if (prefix === undefined)
      throw new CommandError(
        'invalid_input',
        `${JSON.stringify(name)} names no change: tutti diff shows names such as 3fa9c1d2.1`,
      );
    chosen.set(prefix, [...(chosen.get(prefix) ?? []), Number(number)]);
  }
  return chosen;
}

/** Named files are read one by one: of very many at once only some are shown. */
async function readDiffs(desk: Desk, run: RunId, files: readonly string[]): Promise<readonly FileDiffView[]> {
  if (files.length === 0) {
    const { items, more } = await desk.files.compare(run, {});
    if (!more) return items;
    throw new CommandError(
      'invalid_input',
      'there are more files than are shown at once: name those that the changes are in',
    );
  }
  const found: FileDiffView[] = [];
  for (const path of files) found.push(...(await desk.files.compare(run, { path })).items);
  return found;
}

/** A diff that is not there any more was of a file that has changed since. */
function findDiff(diffs: readonly FileDiffView[], prefix: string): { readonly path: string; readonly diff: string } {
  const found = diffs.flatMap(({ path, diff }) => (diff?.startsWith(prefix) ? [{ path, diff }] : []));
  const [only] = found;
  if (found.length > 1) throw new CommandError('invalid_input', `${prefix} is the beginning of more than one diff`);
  if (only) return only;
  throw new CommandError(
    'diff_changed',
    `no file of the run differs as ${prefix} says: it has changed since, or is another`,
  );
}
