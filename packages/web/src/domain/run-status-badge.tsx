import type { RunStatus } from '@tutti/protocol';
import {
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  Pause,
  ShieldAlert,
} from 'lucide-react';
import { sharedText } from '../strings/shared.ts';

interface Look {
  readonly icon: LucideIcon;
  /** Classes of the icon; the word has the colour of text. */
  readonly tone: string;
}

const LOOKS: Record<RunStatus, Look> = {
  queued: { icon: CircleDashed, tone: 'text-neutral' },
  running: { icon: LoaderCircle, tone: 'text-progress motion-safe:animate-turn' },
  waiting: { icon: Hourglass, tone: 'text-attention' },
  paused: { icon: Pause, tone: 'text-neutral' },
  quarantined: { icon: ShieldAlert, tone: 'text-attention' },
  completed: { icon: CircleCheck, tone: 'text-success' },
  failed: { icon: CircleX, tone: 'text-danger' },
  cancelled: { icon: CircleSlash, tone: 'text-neutral' },
};

/** A shape and a word: nobody has to tell colours apart. */
export function RunStatusBadge({ status }: { status: RunStatus }) {
  const { icon: Icon, tone } = LOOKS[status];
  return (
    <span className="inline-flex items-center gap-1.5 align-middle whitespace-nowrap" data-status={status}>
      <Icon aria-hidden className={`size-3.5 shrink-0 ${tone}`} />
      {sharedText.status[status]}
    </span>
  );
}
