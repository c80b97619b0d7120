import type { RunId } from '@tutti/protocol';

/** Where the bytes of a file are; always a download. */
export function toContentUrl({
  run,
  path,
  version,
}: {
  run: RunId;
  path: string;
  version?: string | undefined;
}): string {
  const query = new URLSearchParams({ path, ...(version !== undefined && { version }) });
  return `/api/v1/runs/${run}/workspace/content?${query.toString()}`;
}
