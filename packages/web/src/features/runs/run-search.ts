/** The filter of the list, as it stands in the address. */
import { RunStatus } from '@tutti/protocol';
import type { RunFilter } from '../../client/queries.ts';

export interface RunSearch {
  /** With commas. */
  readonly status?: string | undefined;
  readonly text?: string | undefined;
}

export function parseRunSearch({ status = '', text = '' }: RunSearch): RunFilter {
  const known = status.split(',').flatMap((name) => RunStatus.safeParse(name).data ?? []);
  return { status: known, text };
}

export function toRunSearch({ status, text }: RunFilter): RunSearch {
  return { status: status.length > 0 ? status.join(',') : undefined, text: text === '' ? undefined : text };
}
