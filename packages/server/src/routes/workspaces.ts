import { type FilePair, type Manifest, type RunRef, toTar } from '@tutti/adapters/workspace';
import { RunError } from '@tutti/engine';
import { isFinished, type Principal, type RunId, RunPlace } from '@tutti/protocol';
import type { Api, FileDiffView, WorkspaceView } from '@tutti/protocol/api';
import type { Home } from '../home/open-home.ts';
import type { HomeHandler } from '../http/handler.ts';
import { toFileDiff } from '../workspaces/to-file-diff.ts';
import { toMediaType } from '../workspaces/to-media-type.ts';
import { toWorkspaceView } from '../workspaces/to-workspace-view.ts';
import { toDownloadHeaders } from './to-download-headers.ts';

/** A page is no place for more; each of them can be asked for by its path. */
const MOST_DIFFS = 100;
const LARGEST_ARCHIVE = 256 * 1024 * 1024;

export const listRepositories: HomeHandler<Api['listRepositories']> = async ({ caller }, { home }) => {
  const { allowed, paths, more } = await home.workspaces.listRepositories(caller);
  return { status: 200, body: { allowed, paths: [...paths], more } };
};

export const getWorkspace: HomeHandler<Api['getWorkspace']> = async ({ caller, params }, { home }) => {
  const ref = await toRef(home, caller.principal, params.run);
  return { status: 200, body: await show(home, caller.principal, ref) };
};

export const compareFiles: HomeHandler<Api['compareFiles']> = async ({ caller, params, query }, { home }) => {
  const ref = await getOpen(home, caller.principal, params.run);
  const { path, from, to } = query;
  const pairs = await home.workspaces.review.compare(ref, { from, to });
  const wanted = path === undefined ? pairs : pairs.filter((pair) => pair.path === path);
  if (path !== undefined && wanted.length === 0) throw noFile(ref.run, path);
  const items: FileDiffView[] = [];
  for (const pair of wanted.slice(0, MOST_DIFFS)) items.push(await toDiff(home, ref, { pair, path }));
  return { status: 200, body: { items, more: wanted.length > MOST_DIFFS } };
};

export const previewFile: HomeHandler<Api['previewFile']> = async ({ caller, params, query }, { home }) => {
  const bytes = await readFile(home, await getOpen(home, caller.principal, params.run), query);
  const mediaType = toMediaType(query.path, bytes);
  const content = await home.workspaces.previews.read(mediaType, bytes);
  return { status: 200, body: { path: query.path, bytes: bytes.length, mediaType, ...content } };
};

export const downloadFile: HomeHandler<Api['downloadFile']> = async ({ caller, params, query }, { home }) => {
  const bytes = await readFile(home, await getOpen(home, caller.principal, params.run), query);
  const headers = toDownloadHeaders({ name: query.path, mediaType: toMediaType(query.path, bytes) });
  return { status: 200, headers, body: bytes };
};

export const downloadFiles: HomeHandler<Api['downloadFiles']> = async ({ caller, params, query }, { home }) => {
  const ref = await getOpen(home, caller.principal, params.run);
  const pairs = await home.workspaces.review.compare(ref, { to: query.version });
  const entries = pairs.flatMap(({ path, after }) =>
    after && after.kind !== 'module' ? [{ path, after, kind: after.kind }] : [],
  );
  const total = entries.reduce((sum, { after }) => sum + after.bytes, 0);
  if (total > LARGEST_ARCHIVE)
    throw new RunError(
      'payload_too_large',
      `all files together have ${total} bytes, and ${LARGEST_ARCHIVE} are sent at once`,
    );
  const files = [];
  for (const { path, after, kind } of entries)
    files.push({ path, kind, bytes: await home.workspaces.review.readBlob(ref, after) });
  const headers = toDownloadHeaders({ name: `${ref.run}.tar`, mediaType: 'application/x-tar' });
  return { status: 200, headers: { ...headers, 'content-type': 'application/x-tar' }, body: toTar(files) };
};

export const acceptFiles: HomeHandler<Api['acceptFiles']> = async ({ caller, params, body }, { home }) => {
  const ref = await getOpen(home, caller.principal, params.run);
  const to = await home.workspaces.allowFolder(body.to, caller);
  await home.workspaces.review.accept(ref, { ...body, to, by: caller.principal.user });
  return { status: 200, body: await show(home, caller.principal, ref) };
};

export const rejectFiles: HomeHandler<Api['rejectFiles']> = async ({ caller, params, body }, { home }) => {
  const ref = await getOpen(home, caller.principal, params.run);
  await home.workspaces.review.reject(ref, { ...body, by: caller.principal.user });
  return { status: 200, body: await show(home, caller.principal, ref) };
};

export const undoDecision: HomeHandler<Api['undoDecision']> = async ({ caller, params, body }, { home }) => {
  const ref = await getOpen(home, caller.principal, params.run);
  await home.workspaces.review.undo(ref, { decision: body.decision, by: caller.principal.user });
  return { status: 200, body: await show(home, caller.principal, ref) };
};

export const discardWorkspace: HomeHandler<Api['discardWorkspace']> = async ({ caller, params }, { home }) => {
  const ref = await getOpen(home, caller.principal, params.run);
  const { status } = await home.engine.getRun(caller.principal, ref.run);
  if (!isFinished(status)) throw new RunError('workspace_in_use', `${ref.run} is still ${status}`);
  await home.workspaces.workspaces.discard(ref.tenant, ref.run);
  return { status: 200, body: await show(home, caller.principal, ref) };
};

/** Only a run of the caller's own tenant: otherwise it is as if there were none. */
async function toRef({ engine }: Home, principal: Principal, run: RunId): Promise<RunRef> {
  await engine.getRun(principal, run);
  return { tenant: principal.tenant, run };
}

async function getOpen(home: Home, principal: Principal, run: RunId): Promise<RunRef> {
  const ref = await toRef(home, principal, run);
  if (!(await home.workspaces.review.find(ref))) await refuse(home, principal, ref);
  return ref;
}

async function show(home: Home, principal: Principal, ref: RunRef): Promise<WorkspaceView> {
  const { review, host } = home.workspaces;
  const state = (await review.find(ref)) ?? (await refuse(home, principal, ref));
  return toWorkspaceView(ref.run, host, state);
}

/** Where its journal names a place, the files are there and not here. */
async function refuse({ engine }: Home, principal: Principal, { run }: RunRef): Promise<never> {
  for await (const event of engine.readEvents(principal, run)) {
    if (event.type !== 'step.completed' || event.output === undefined || !('value' in event.output)) continue;
    const { value } = event.output;
    if (typeof value !== 'object' || value === null || !('place' in value)) continue;
    const place = RunPlace.safeParse(value.place);
    if (place.success) throw new RunError('workspace_elsewhere', `the files of ${run} lie on ${place.data.host}`);
  }
  throw new RunError('workspace_not_found', `${run} has no files of its own`);
}

async function readFile(
  home: Home,
  ref: RunRef,
  { path, version }: { path: string; version?: string | undefined },
): Promise<Buffer> {
  const files: Manifest = await home.workspaces.review.readVersion(ref, version);
  const entry = files.get(path);
  if (!entry) throw noFile(ref.run, path);
  return home.workspaces.review.readBlob(ref, entry);
}

function toDiff(
  home: Home,
  ref: RunRef,
  { pair, path }: { pair: FilePair; path: string | undefined },
): Promise<FileDiffView> {
  const { review } = home.workspaces;
  const read = async () => ({
    before: pair.before && (await review.readBlob(ref, pair.before)),
    after: pair.after && (await review.readBlob(ref, pair.after)),
  });
  return toFileDiff(pair, read, path === undefined ? 'many' : 'one');
}

function noFile(run: RunId, path: string): RunError {
  return new RunError('file_not_found', `${run} has no file ${JSON.stringify(path.slice(0, 200))} there`);
}
