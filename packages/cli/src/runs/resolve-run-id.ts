/** From what somebody types to a run: a whole id, or enough of its beginning or end to mean only one. */
import { editDistance } from '@tutti/engine';
import { RunId } from '@tutti/protocol';
import type { RunView } from '@tutti/protocol/api';
import type { RunDesk, RunListFilter } from '../desk/desk.ts';
import { CommandError } from '../report-error.ts';
import { toPlainLine } from '../view/plain-text.ts';

const LEAST = 6;
const MOST_OFFERED = 5;
const NEAR = 3;
const PAGE = 1_000;

export async function resolveRunId(desk: Pick<RunDesk, 'listRuns' | 'getRun'>, typed: string): Promise<RunId> {
  const whole = RunId.safeParse(typed);
  if (whole.success && (await isThere(desk, whole.data))) return whole.data;
  const part = typed.replace(/^run_/, '').toLowerCase();
  if (!/^[0-9a-z]+$/.test(part) || part.length < LEAST)
    throw new CommandError(
      'invalid_input',
      `"${typed}" names no run: write its id, or at least ${LEAST} characters of its beginning or end`,
    );
  const runs = await Array.fromAsync(listAll(desk));
  const found = runs.filter(({ run }) => run.slice('run_'.length).startsWith(part) || run.endsWith(part));
  const [only, ...others] = found;
  if (only && others.length === 0) return only.run;
  if (only)
    throw new CommandError('invalid_input', `${found.length} runs match "${typed}":\n${toOffer(found)}`, {
      remedy: 'Write more of the id.',
    });
  const near = findNear(runs, part);
  throw new CommandError(
    'run_not_found',
    near.length === 0 ? `there is no run ${typed}` : `there is no run ${typed}. Near it are:\n${toOffer(near)}`,
  );
}

async function isThere(desk: Pick<RunDesk, 'getRun'>, run: RunId): Promise<boolean> {
  try {
    await desk.getRun(run);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'run_not_found') return false;
    throw error;
  }
}

/** Page by page, the newest first. */
export async function* listAll(
  desk: Pick<RunDesk, 'listRuns'>,
  filter: Omit<RunListFilter, 'limit' | 'cursor'> = {},
): AsyncGenerator<RunView> {
  let cursor: string | undefined;
  do {
    const page = await desk.listRuns({ ...filter, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    yield* page.runs;
    cursor = page.next;
  } while (cursor !== undefined);
}

function findNear(runs: readonly RunView[], part: string): RunView[] {
  const distanceOf = ({ run }: RunView) => {
    const id = run.slice('run_'.length);
    return Math.min(editDistance(part, id.slice(0, part.length)), editDistance(part, id.slice(-part.length)));
  };
  return runs
    .map((run) => ({ run, distance: distanceOf(run) }))
    .filter(({ distance }) => distance <= NEAR)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, MOST_OFFERED)
    .map(({ run }) => run);
}

function toOffer(runs: readonly RunView[]): string {
  const lines = runs
    .slice(0, MOST_OFFERED)
    .map(({ run, status, title }) => `  ${run}  ${status}  ${toPlainLine(title).slice(0, 60)}`);
  return [...lines, ...(runs.length > MOST_OFFERED ? [`  and ${runs.length - MOST_OFFERED} more`] : [])].join('\n');
}
