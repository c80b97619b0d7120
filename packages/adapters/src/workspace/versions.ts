/** What keeps the versions of one run's files: a repository, or a folder of blobs. */
import type { AgentId, Instant, StepPath } from '@tutti/protocol';
import type { Manifest } from './manifest.ts';

export interface VersionAbout {
  readonly agent: AgentId;
  readonly path: StepPath;
  readonly key: string;
  readonly at: Instant;
}

export interface Version {
  readonly version: string;
  readonly before: string;
  /** Absent: whoever made it is not one of ours, such as an agent that used git by itself. */
  readonly about?: VersionAbout | undefined;
}

export interface Blob {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

export interface NewVersion {
  readonly before: string;
  readonly about: VersionAbout;
  /** Of files whose blobs are kept. */
  readonly manifest: Manifest;
}

export interface Versions {
  /** With which hash files are named. */
  readonly format: string;
  /** Undefined where nothing was kept since the beginning. */
  findLast(): Promise<Version | undefined>;
  /** The newest first. */
  list(): Promise<readonly Version[]>;
  readManifest(version: string): Promise<Manifest>;
  readBlob(hash: string): Promise<Buffer>;
  /** Paths that are to be passed over; of a folder with everything in it. */
  listIgnored(): Promise<ReadonlySet<string>>;
  keepBlobs(blobs: AsyncIterable<Blob>, signal: AbortSignal): Promise<void>;
  save(wish: NewVersion): Promise<string>;
}
