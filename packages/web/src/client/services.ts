/** The one client of the server, the one cache of what it said, and the one live connection. */
import { QueryClient } from '@tanstack/react-query';
import type { RunId } from '@tutti/protocol';
import { type Client, createClient } from '@tutti/sdk';
import { hashState } from './hash-state.ts';
import { LiveLine } from './live-line.ts';
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
  readonly line: LiveLine;
  /** Whoever was turned away is known again: everything goes on from where it stopped. */
  resume(): void;
}

const STALE_MS = 2_000;

export function createServices(url: string): Services {
  const queries = createQueries();
  const csrf = (): string | undefined => queries.getQueryData<{ csrf?: string }>(ME)?.csrf;
  const client = createClient({ url, csrf, wake, fetch: watchStrangers(queries) });
  const line = new LiveLine(() => client.openLive());
  const feeds = new RunFeeds((run) => toFeedPorts(run, client, line));
  const notices = new TaskNotices({
    later,
    follow: (listener) => line.live.subscribe('tasks', listener),
    refresh: () => Promise.all(OPEN_LISTS.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  watchLine(line, queries, feeds);
  const resume = (): void => {
    line.renew();
    notices.restart();
    feeds.startAll();
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
  };
  return { client, queries, notices, line, feeds, resume };
}

/** Whatever was read while the server was away is asked for again as soon as it is back. */
function watchLine(line: LiveLine, queries: QueryClient, feeds: RunFeeds): void {
  let wasLost = false;
  line.onStatus((status) => {
    if (status === 'open' && wasLost) void queries.invalidateQueries();
    if (status === 'refused') {
      feeds.stopAll();
      void queries.invalidateQueries({ queryKey: ME });
    }
    wasLost = status !== 'open' && status !== 'connecting';
  });
}

/** Whoever was signed out learns it wherever it shows first, be it in reading or in sending. */
function watchStrangers(queries: QueryClient): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const response = await fetch(url, init);
    const isAskingWho = /\/(?:me|session)$/.test(new URL(url).pathname);
    if (response.status === UNAUTHORIZED && !isAskingWho)
      void queries.invalidateQueries({ queryKey: ME }, { cancelRefetch: false });
    return response;
  };
}
const UNAUTHORIZED = 401;

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        // The client itself has tried again.
        retry: false,
        refetchOnWindowFocus: true,
        refetchOnReconnect: true,
        // A server on this machine answers without any network.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

function toFeedPorts(run: RunId, client: Client, line: LiveLine): RunFeedPorts {
  return {
    readPage: (after, signal) => client.call('readEvents', { run, after, limit: 1_000 }, { signal }),
    follow: (since, { onEvents, onGlimpse, onCaughtUp, onProblem }) =>
      line.live.subscribe(`run:${run}`, {
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
