/** What is decided about: a file as it was when the work began and as it is, and what a person wants of it. */
import type { UserId } from '@tutti/protocol';
import type { FileEntry } from '../manifest.ts';
import type { DecidedPart } from '../workspace-record.ts';

export interface FilePair {
  readonly path: string;
  readonly before: FileEntry | undefined;
  readonly after: FileEntry | undefined;
}

/** From what was taken of it before to what is taken of it with this decision; of a whole file from the beginning to the end. */
export interface ChosenFile extends FilePair {
  readonly from: FileEntry | undefined;
  readonly to: FileEntry | undefined;
  /** Absent: all of it. */
  readonly part?: DecidedPart;
}

export interface PartWish {
  readonly path: string;
  /** The hash of the diff that the person has seen. */
  readonly diff: string;
  /** Counted from 1. */
  readonly hunks: readonly number[];
}

export interface DecideWish {
  /** Absent, and no parts either: all that are open. */
  readonly files?: readonly string[] | undefined;
  readonly parts?: readonly PartWish[] | undefined;
  readonly comment?: string | undefined;
  readonly by: UserId;
}

export interface AcceptWish extends DecideWish {
  /** A branch, where there is a repository; absent: the one that the work began at. */
  readonly onto?: string | undefined;
  /** A folder, where there is none; absent: they are marked as good and stay where they are. */
  readonly to?: string | undefined;
}
