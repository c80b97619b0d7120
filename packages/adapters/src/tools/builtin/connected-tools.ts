/**
 * The sets of tools that work with something outside, and those that read what is kept. Each is there by its name whether it is
 * configured or not: who opens one that is not is told what to set. The code of those that are not fixed is loaded when they are first opened.
 */
import type { Clock, RunLibrary, ToolSource } from '@tutti/engine';
import { createLazySource } from './lazy-source.ts';
import { createMemoryTools } from './memory/create-memory-tools.ts';
import type { MemoryPlace } from './memory/memory-database.ts';
import type { SqlConnection } from './sql/sql-connection.ts';

/** As an administrator has set it. It holds secrets; each is sent to the address beside it and nowhere else. */
export interface ConnectedSettings {
  readonly prometheus: { readonly url?: string | undefined; readonly token?: string | undefined };
  readonly sql: readonly SqlConnection[];
  readonly github: { readonly url: string; readonly token?: string | undefined };
  readonly slack: { readonly url: string; readonly token?: string | undefined };
  readonly braveSearch: { readonly url: string; readonly key?: string | undefined };
  readonly dockerHost?: string | undefined;
  readonly browser: { readonly executable?: string | undefined; readonly open?: readonly string[] | undefined };
}

export interface ConnectedOptions {
  readonly settings: ConnectedSettings;
  readonly memory: MemoryPlace;
  readonly library: Pick<RunLibrary, 'listRuns' | 'readEntries'>;
  readonly clock: Clock;
  /** Where browsers have their folders. */
  readonly directory: string;
  readonly version: string;
}

export interface ConnectedTools extends AsyncDisposable {
  readonly sources: readonly ToolSource[];
}

/** For programs that set nothing. */
export const NOTHING_CONNECTED: ConnectedSettings = {
  prometheus: {},
  sql: [],
  github: { url: 'https://api.github.com' },
  slack: { url: 'https://slack.com/api' },
  braveSearch: { url: 'https://api.search.brave.com' },
  browser: {},
};

export function createConnectedTools({ settings, memory, library, clock, ...own }: ConnectedOptions): ConnectedTools {
  const opened = new Set<AsyncDisposable>();
  const { prometheus, sql, github, slack, braveSearch, dockerHost, browser } = settings;
  /** What holds something open is closed with all of them. */
  const keep = <Source extends ToolSource & AsyncDisposable>(source: Source): Source => {
    opened.add(source);
    return source;
  };
  const lazy = (names: readonly string[], load: () => Promise<ToolSource>): ToolSource =>
    createLazySource({ names, load });
  const sources = [
    // It is fixed, so nobody may have to wait for it: a replay would take another road.
    keep(createMemoryTools({ place: memory, clock })),
    lazy(['audit_log'], async () =>
      (await import('./audit-log/create-audit-log-tools.ts')).createAuditLogTools({ library }),
    ),
    lazy(['prometheus'], async () =>
      (await import('./prometheus/create-prometheus-tools.ts')).createPrometheusTools({ ...prometheus, clock }),
    ),
    lazy(['database', 'postgresql'], async () =>
      (await import('./sql/create-sql-tools.ts')).createSqlTools({ connections: sql }),
    ),
    lazy(['github'], async () => (await import('./github/create-github-tools.ts')).createGithubTools(github)),
    lazy(['slack'], async () => (await import('./slack/create-slack-tools.ts')).createSlackTools(slack)),
    lazy(['brave_search'], async () =>
      (await import('./brave-search/create-brave-search-tools.ts')).createBraveSearchTools(braveSearch),
    ),
    lazy(['docker'], async () =>
      (await import('./docker/create-docker-tools.ts')).createDockerTools({ host: dockerHost }),
    ),
    lazy(['browser'], async () =>
      keep((await import('./browser/create-browser-tools.ts')).createBrowserTools({ ...browser, ...own, clock })),
    ),
  ];
  return {
    sources,
    async [Symbol.asyncDispose]() {
      await Promise.all([...opened].map((source) => source[Symbol.asyncDispose]()));
    },
  };
}
