export { findAllowedRepository } from './allowed-repository.ts';
export { type FileEntry, type Manifest } from './manifest.ts';
export { type FileStatus } from './review/file-status.ts';
export type { AcceptWish, FilePair } from './review/file-pair.ts';
export { Review, type ReviewState, type RunRef } from './review/review.ts';
export { RunWorkspaces, type RunWorkspacesOptions } from './run-workspaces.ts';
export { toTar } from './to-tar.ts';
export { type Decision } from './workspace-record.ts';
