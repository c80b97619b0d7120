import { Duration } from '../ui/duration.tsx';

interface Props {
  readonly startedAt: string | number | undefined;
  readonly finishedAt: string | number | undefined;
}

/** Ticks while it is open; nothing before it has begun. */
export function RunDuration({ startedAt, finishedAt }: Props) {
  if (startedAt === undefined) return null;
  if (finishedAt === undefined) return <Duration since={startedAt} />;
  return <Duration ms={new Date(finishedAt).getTime() - new Date(startedAt).getTime()} />;
}
