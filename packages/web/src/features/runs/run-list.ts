/**
 * The rows of the list of runs. The newest page is asked for again and again, older ones once; rows keep their place while
 * they change, and new ones may be held back so that nothing moves under somebody's eyes. Run ids are in the order of time.
 */
import type { RunId } from '@tutti/protocol';
import type { RunView, TaskNotice } from '@tutti/protocol/api';

export interface RunPage {
  readonly items: readonly RunView[];
  readonly next: string | null;
}

export interface RunList {
  readonly rows: readonly RunView[];
  /** New ones that are not shown yet. */
  readonly held: readonly RunView[];
  /** Where the older ones begin. */
  readonly next: string | null;
}

export type RunListChange =
  | { readonly type: 'newest'; readonly page: RunPage; readonly hold: boolean }
  | { readonly type: 'older'; readonly page: RunPage }
  | { readonly type: 'notices'; readonly notices: readonly TaskNotice[] }
  | { readonly type: 'released' };

export function changeRunList(list: RunList | undefined, change: RunListChange): RunList | undefined {
  if (!list)
    return change.type === 'newest' ? { rows: change.page.items, held: [], next: change.page.next } : undefined;
  switch (change.type) {
    case 'newest':
      return takeNewest(list, change);
    case 'older':
      return { ...list, rows: [...list.rows, ...without(change.page.items, list.rows)], next: change.page.next };
    case 'notices':
      return { ...list, rows: patch(list.rows, change.notices) };
    case 'released':
      return { ...list, rows: [...list.held, ...list.rows], held: [] };
    default:
      return change satisfies never;
  }
}

function takeNewest(list: RunList, { page, hold }: { page: RunPage; hold: boolean }): RunList {
  const known = new Set(list.rows.map(({ run }) => run));
  const isTouching = page.next === null || page.items.some(({ run }) => known.has(run));
  // So much is new that there would be a hole in between: begin again.
  if (!isTouching || list.rows.length === 0) return { rows: page.items, held: [], next: page.next };
  const asked = new Map(page.items.map((row) => [row.run, row]));
  const oldest = page.items.at(-1)?.run;
  const isInPage = (run: RunId) => page.next === null || (oldest !== undefined && run >= oldest);
  const rows = list.rows.flatMap((row) => {
    const newer = asked.get(row.run);
    // Within the page and not in it: it does not match the filter any more.
    return newer ? [newer] : isInPage(row.run) ? [] : [row];
  });
  const fresh = page.items.filter(({ run }) => !known.has(run));
  if (hold) return { ...list, rows, held: fresh };
  return { ...list, rows: [...fresh, ...rows].toSorted(byNewest), held: [] };
}

/** What a notice tells is known at once; the figures come with the next page. */
function patch(rows: readonly RunView[], notices: readonly TaskNotice[]): readonly RunView[] {
  const last = new Map(notices.map((notice) => [notice.run, notice]));
  return rows.map((row) => {
    const notice = last.get(row.run);
    return notice ? { ...row, status: notice.status, updatedAt: notice.at } : row;
  });
}

function without(rows: readonly RunView[], known: readonly RunView[]): readonly RunView[] {
  const ids = new Set(known.map(({ run }) => run));
  return rows.filter(({ run }) => !ids.has(run));
}

function byNewest(one: RunView, other: RunView): number {
  return one.run < other.run ? 1 : -1;
}
