/** The files that a run has made or changed, as commands work with them: at a server or in this process. */
import type { RunId } from '@tutti/protocol';
import type { FileDiffView, WorkspaceView } from '@tutti/protocol/api';
import type { CallArguments } from '@tutti/sdk';
import type { Caller } from './caller.ts';

export type AcceptFilesWish = Omit<CallArguments<'acceptFiles'>[0], 'run'>;
export type RejectFilesWish = Omit<CallArguments<'rejectFiles'>[0], 'run'>;
export type PartsWish = NonNullable<AcceptFilesWish['parts']>;

export interface DiffWish {
  readonly from?: string;
  readonly to?: string;
  readonly path?: string;
}

export interface FileDesk {
  get(run: RunId): Promise<WorkspaceView>;
  /** `more`: not all of them are there at once. */
  compare(run: RunId, wish: DiffWish): Promise<{ readonly items: readonly FileDiffView[]; readonly more: boolean }>;
  read(run: RunId, file: { readonly path: string; readonly version?: string }): Promise<Uint8Array>;
  archive(run: RunId, version: string | undefined): Promise<Uint8Array>;
  accept(run: RunId, wish: AcceptFilesWish): Promise<WorkspaceView>;
  reject(run: RunId, wish: RejectFilesWish): Promise<WorkspaceView>;
  undo(run: RunId, decision: string): Promise<WorkspaceView>;
  discard(run: RunId): Promise<WorkspaceView>;
}

export function createFileDesk(client: Caller): FileDesk {
  return {
    get: (run) => client.call('getWorkspace', { run }),
    compare: (run, wish) => client.call('compareFiles', { run, ...wish }),
    read: (run, file) => client.call('downloadFile', { run, ...file }),
    archive: (run, version) => client.call('downloadFiles', { run, ...(version !== undefined && { version }) }),
    accept: (run, wish) => client.call('acceptFiles', { run, ...wish }),
    reject: (run, wish) => client.call('rejectFiles', { run, ...wish }),
    undo: (run, decision) => client.call('undoDecision', { run, decision }),
    discard: (run) => client.call('discardWorkspace', { run }),
  };
}
