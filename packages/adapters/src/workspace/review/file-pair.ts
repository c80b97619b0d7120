/** What is decided about: a file as it was when the work began and as it is, and what a person wants of it. */
import type { UserId } from '@tutti/protocol';
import type { FileEntry } from '../manifest.ts';

export interface FilePair {
  readonly path: string;
  readonly before: FileEntry | undefined;
  readonly after: FileEntry | undefined;
}

export interface AcceptWish {
  /** Absent: all that are open. */
  readonly files?: readonly string[] | undefined;
  /** A branch, where there is a repository; absent: the one that the work began at. */
  readonly onto?: string | undefined;
  /** A folder, where there is none; absent: they are marked as good and stay where they are. */
  readonly to?: string | undefined;
  readonly comment?: string | undefined;
  readonly by: UserId;
}
