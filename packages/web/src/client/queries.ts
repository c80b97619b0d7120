/** What is asked of the server, one factory a resource. Everything that is shown and not folded from a journal comes from here. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ArtefactId, Hash, RunId, RunStatus, StepPath, WorkerId } from '@tutti/protocol';
import type { Client } from '@tutti/sdk';
import { AGENTS } from './agent-queries.ts';

export const ME = ['me'] as const;
export const RUNS = ['runs'] as const;
export const APPROVALS = ['approvals'] as const;
export const KEYS = ['keys'] as const;
const SYSTEM = ['system'] as const;
const WORKERS = ['workers'] as const;
/** What a task notice makes out of date. */
export const OPEN_LISTS = [['runs', 'few'], ['runs', 'first'], APPROVALS] as const;

export const WORKSPACES = ['workspace'] as const;

const NEVER_OLD = Number.POSITIVE_INFINITY;
const STATUS_EVERY_MS = 5_000;
const WORKERS_EVERY_MS = 2_000;
const FILES_EVERY_MS = 3_000;
const MOST_SUGGESTED = 5;
const MINUTES_5 = 300_000;
export const RUNS_ON_PAGE = 50;

export interface RunFilter {
  readonly status: readonly RunStatus[];
  readonly text: string;
}

export const meQuery = (client: Client) =>
  queryOptions({ queryKey: ME, queryFn: ({ signal }) => client.call('getMe', {}, { signal }), staleTime: MINUTES_5 });

/** A short list for a section of a page. */
export const fewRunsQuery = (client: Client, status: readonly RunStatus[], limit: number) =>
  queryOptions({
    queryKey: [...RUNS, 'few', status, limit],
    queryFn: ({ signal }) =>
      client.call('listRuns', { limit, ...(status.length > 0 && { status: [...status] }) }, { signal }),
  });

/** The newest of a list, asked for again and again. */
export const newestRunsQuery = (client: Client, { status, text }: RunFilter) =>
  queryOptions({
    queryKey: [...RUNS, 'first', status, text],
    queryFn: ({ signal }) => client.call('listRuns', toListInput({ status, text }), { signal }),
  });

function toListInput({ status, text }: RunFilter) {
  return {
    limit: RUNS_ON_PAGE,
    ...(status.length > 0 && { status: [...status] }),
    ...(text.trim() !== '' && { text: text.trim() }),
  };
}

/** What is not in the journal: reviews and feedback. */
export const runDetailQuery = (client: Client, run: RunId) =>
  queryOptions({ queryKey: ['run', run], queryFn: ({ signal }) => client.call('getRun', { run }, { signal }) });

export const payloadQuery = (client: Client, run: RunId, hash: Hash) =>
  queryOptions({
    queryKey: ['payload', run, hash],
    queryFn: ({ signal }) => client.call('getPayload', { run, hash }, { signal }),
    staleTime: NEVER_OLD,
  });

/** Undefined where the run has no such step, or none that has ended. */
export const stepQuery = (client: Client, run: RunId, path: StepPath) =>
  queryOptions({
    queryKey: ['step', run, path],
    queryFn: async ({ signal }) =>
      (await client.call('listSteps', { run, path, limit: 1 }, { signal })).items[0] ?? null,
  });

export const conversationQuery = (client: Client, run: RunId, hash: Hash) =>
  queryOptions({
    queryKey: ['conversation', run, hash],
    queryFn: ({ signal }) => client.call('readConversation', { run, hash }, { signal }),
    staleTime: NEVER_OLD,
  });

export const artefactsQuery = (client: Client, run: RunId) =>
  queryOptions({
    queryKey: ['artefacts', run],
    queryFn: ({ signal }) => client.call('listArtefacts', { run }, { signal }),
  });

/** What suits a goal, worked out from its words. Whoever asks for another no longer waits for this one. */
export const analysisQuery = (client: Client, goal: string) =>
  queryOptions({
    queryKey: ['analysis', goal],
    queryFn: ({ signal }) => client.call('analyzeTask', { request: goal, most: MOST_SUGGESTED }, { signal }),
    staleTime: NEVER_OLD,
    retry: false,
  });

export const repositoriesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['repositories'],
    queryFn: ({ signal }) => client.call('listRepositories', {}, { signal }),
  });

/** What a run has made of files; while it is at work there may be more at any time. */
export const workspaceQuery = (client: Client, run: RunId, isFinished: boolean) =>
  queryOptions({
    queryKey: [...WORKSPACES, run, 'state', isFinished],
    queryFn: ({ signal }) => client.call('getWorkspace', { run }, { signal }),
    refetchInterval: isFinished ? false : FILES_EVERY_MS,
    retry: false,
  });

/** Empty: from the beginning, and to the last version. */
export const diffQuery = (client: Client, run: RunId, { from, to }: { from: string; to: string }) =>
  queryOptions({
    queryKey: [...WORKSPACES, run, 'diff', from, to],
    queryFn: ({ signal }) =>
      client.call('compareFiles', { run, ...(from !== '' && { from }), ...(to !== '' && { to }) }, { signal }),
  });

/** Of one file alone much more is shown. */
export const fileDiffQuery = (client: Client, run: RunId, file: { from: string; to: string; path: string }) =>
  queryOptions({
    queryKey: [...WORKSPACES, run, 'diff', file.from, file.to, file.path],
    queryFn: ({ signal }) => {
      const { from, to, path } = file;
      const query = { run, path, ...(from !== '' && { from }), ...(to !== '' && { to }) };
      return client.call('compareFiles', query, { signal });
    },
  });

export const filePreviewQuery = (client: Client, run: RunId, file: { path: string; version: string }) =>
  queryOptions({
    queryKey: [...WORKSPACES, run, 'preview', file.path, file.version],
    queryFn: ({ signal }) => client.call('previewFile', { run, ...file }, { signal }),
    staleTime: NEVER_OLD,
  });

export const previewQuery = (client: Client, run: RunId, artefact: ArtefactId) =>
  queryOptions({
    queryKey: ['preview', run, artefact],
    queryFn: ({ signal }) => client.call('previewArtefact', { run, artefact }, { signal }),
  });

export const approvalsQuery = (client: Client) =>
  infiniteQueryOptions({
    queryKey: APPROVALS,
    queryFn: ({ pageParam, signal }) =>
      client.call('listApprovals', { limit: 50, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** The whole catalogue: it is small, and people look for names in it. */
export const agentsQuery = (client: Client) =>
  queryOptions({
    queryKey: AGENTS,
    queryFn: async ({ signal }) => {
      const all = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await client.call('listAgents', { limit: 200, ...(cursor && { cursor }) }, { signal });
        all.push(...page.items);
        cursor = page.next;
      }
      return all;
    },
    staleTime: MINUTES_5,
  });

export const agentQuery = (client: Client, agent: string) =>
  queryOptions({
    queryKey: [...AGENTS, agent],
    queryFn: ({ signal }) => client.call('getAgent', { agent }, { signal }),
    staleTime: MINUTES_5,
  });

export const statusQuery = (client: Client) =>
  queryOptions({
    queryKey: [...SYSTEM, 'status'],
    queryFn: ({ signal }) => client.call('getStatus', {}, { signal }),
    refetchInterval: STATUS_EVERY_MS,
  });

/** Asked of a server whose store is away: it needs nobody's credentials, and so no store. */
export const healthQuery = (client: Client) =>
  queryOptions({
    queryKey: [...SYSTEM, 'health'],
    queryFn: ({ signal }) => client.call('getHealth', {}, { signal }),
    refetchInterval: WORKERS_EVERY_MS,
  });

export const workersQuery = (client: Client) =>
  queryOptions({
    queryKey: [...WORKERS, 'all'],
    queryFn: ({ signal }) => client.call('listWorkers', {}, { signal }),
    refetchInterval: WORKERS_EVERY_MS,
  });

/** What a worker drives right now. */
export const workerRunsQuery = (client: Client, worker: WorkerId) =>
  queryOptions({
    queryKey: [...WORKERS, 'runs', worker],
    queryFn: ({ signal }) => client.call('listRuns', { worker, limit: RUNS_ON_PAGE }, { signal }),
    refetchInterval: WORKERS_EVERY_MS,
  });

export const settingsQuery = (client: Client) =>
  queryOptions({
    queryKey: [...SYSTEM, 'settings'],
    queryFn: ({ signal }) => client.call('getConfig', {}, { signal }),
  });

export const keysQuery = (client: Client) =>
  infiniteQueryOptions({
    queryKey: KEYS,
    queryFn: ({ pageParam, signal }) =>
      client.call('listKeys', { limit: 50, ...(pageParam !== '' && { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
