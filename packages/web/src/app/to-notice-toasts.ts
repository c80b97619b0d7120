/** Which task notices are worth interrupting somebody for, and what is said. */
import type { RunId } from '@tutti/protocol';
import type { TaskNotice } from '@tutti/protocol/api';
import { appText } from '../strings/app.ts';
import type { Tone } from '../ui/tone.ts';

export interface NoticeToast {
  readonly tone: Tone;
  readonly title: string;
  readonly body: string | undefined;
  /** Undefined where several runs are meant. */
  readonly run: RunId | undefined;
}

const MOST_AT_ONCE = 2;
const words = appText.notices;
const ends: Readonly<Record<string, { readonly tone: Tone; readonly title: string }>> = {
  'run.completed': { tone: 'success', title: words.succeeded },
  'run.failed': { tone: 'danger', title: words.failed },
  'run.cancelled': { tone: 'neutral', title: words.cancelled },
};

/** `known` holds how many approvals each run had when it was heard of last, and is kept up to date. */
export function toNoticeToasts(notices: readonly TaskNotice[], known: Map<RunId, number>): NoticeToast[] {
  const toasts = notices.flatMap((notice) => {
    const said = toSaid(notice, known.get(notice.run) ?? 0);
    remember(notice, known);
    return said ? [{ ...said, body: notice.title, run: notice.run }] : [];
  });
  if (toasts.length <= MOST_AT_ONCE) return toasts;
  // One line for many: a screen full of cards tells nothing.
  const tone = toasts.some((toast) => toast.tone === 'danger') ? 'danger' : 'neutral';
  return [{ tone, title: words.several(toasts.length), body: undefined, run: undefined }];
}

function toSaid({ event, approvals }: TaskNotice, before: number): Pick<NoticeToast, 'tone' | 'title'> | undefined {
  const end = ends[event];
  if (end) return end;
  return approvals > before ? { tone: 'attention', title: words.waits } : undefined;
}

function remember({ event, run, approvals }: TaskNotice, known: Map<RunId, number>): void {
  if (ends[event] || approvals === 0) known.delete(run);
  else known.set(run, approvals);
}
