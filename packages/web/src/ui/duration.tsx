import { formatDuration } from './format-duration.ts';
import { useNow } from './use-now.ts';

export type DurationProps =
  | { readonly ms: number; readonly since?: undefined }
  /** Runs on by itself. */
  | { readonly since: string | number; readonly ms?: undefined };

export function Duration(props: DurationProps) {
  return props.ms === undefined ? <Running since={props.since} /> : <span>{formatDuration(props.ms)}</span>;
}

function Running({ since }: { readonly since: string | number }) {
  const now = useNow(1_000);
  const seconds = Math.max(0, Math.floor((now - new Date(since).getTime()) / 1_000));
  return <span>{seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000)}</span>;
}
