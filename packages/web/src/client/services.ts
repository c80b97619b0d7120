/** The one client of the server, the one cache of what it said, and the one live connection. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import type { RunId } from '@tutti/protocol';
import { type Client, createClient, type Live, ProblemError } from '@tutti/sdk';
import { hashState } from './hash-state.ts';
import { ME, OPEN_LISTS } from './queries.ts';
import { isPassing } from './to-refusal.ts';
import type { RunFeedPorts } from './run-feed.ts';
import { RunFeeds } from './run-feeds.ts';
import { TaskNotices } from './task-notices.ts';

export interface Services {
  readonly client: Client;
  readonly queries: QueryClient;
  readonly feeds: RunFeeds;
  readonly notices: TaskNotices;
  /** Opened when it is asked for first. */
  live(): Live;
}

const STALE_MS = 2_000;

export function createServices(url: string): Services {
  const queries = createQueries();
  const csrf = (): string | undefined => queries.getQueryData<{ csrf?: string }>(ME)?.csrf;
  const client = createClient({ url, csrf, wake });
  let opened: Live | undefined;
  // Whoever was turned away and signed in again begins with a new connection.
  const live = (): Live => {
    if (opened === undefined || opened.status === 'refused') opened = openLive(client, queries, () => feeds.stopAll());
    return opened;
  };
  const feeds = new RunFeeds((run) => toFeedPorts(run, client, live));
  const notices = new TaskNotices({
    later,
    follow: (listener) => live().subscribe('tasks', listener),
    refresh: () => {
      for (const queryKey of OPEN_LISTS) void queries.invalidateQueries({ queryKey });
    },
  });
  return { client, queries, notices, live, feeds };
}

/** Whatever was read while the server was away is asked for again as soon as it is back. */
function openLive(client: Client, queries: QueryClient, onRefused: () => void): Live {
  const live = client.openLive();
  let wasLost = false;
  live.onStatus((status) => {
    if (status === 'open' && wasLost) void queries.invalidateQueries();
    if (status === 'refused') {
      onRefused();
      void queries.invalidateQueries({ queryKey: ME });
    }
    wasLost = status !== 'open' && status !== 'connecting';
  });
  return live;
}

function createQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        // The client itself has tried again.
        retry: false,
        refetchOnWindowFocus: true,
      },
    },
    queryCache: new QueryCache({
      // Whoever was signed out learns it wherever it shows first.
      onError: (error, { queryKey }) => {
        const isMe = queryKey[0] === ME[0];
        if (!isMe && error instanceof ProblemError && error.code === 'unauthenticated')
          void queries.invalidateQueries({ queryKey: ME });
      },
    }),
  });
  return queries;
}

function toFeedPorts(run: RunId, client: Client, live: () => Live): RunFeedPorts {
  return {
    readPage: (after, signal) => client.call('readEvents', { run, after, limit: 1_000 }, { signal }),
    follow: (since, { onEvents, onGlimpse, onCaughtUp, onProblem }) =>
      live().subscribe(`run:${run}`, {
        since,
        onEvents,
        onGlimpse,
        onCaughtUp,
        onProblem: ({ detail }) => onProblem(new Error(detail)),
      }),
    hash: hashState,
    soon,
    later,
    isPassing,
  };
}

/** The network is back, or somebody looks at the page again. */
function wake(listener: () => void): () => void {
  const onSeen = () => {
    if (document.visibilityState === 'visible') listener();
  };
  window.addEventListener('online', listener);
  document.addEventListener('visibilitychange', onSeen);
  return () => {
    window.removeEventListener('online', listener);
    document.removeEventListener('visibilitychange', onSeen);
  };
}

/** The next frame; a page that is not seen has none, and is served all the same. */
function soon(act: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(() => act());
  else setTimeout(act, HIDDEN_MS);
}
const HIDDEN_MS = 250;

function later(act: () => void, delayMs: number): () => void {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}
