import type { ConnectedSettings } from '@tutti/adapters/tools';
import type { Setting } from '@tutti/protocol/api';
import type { ModelSettings } from './model-settings.ts';

export type ServerLogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** Everything that can be set, resolved once. */
export interface ServerConfig {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Where browsers reach this server, when that is not the address it listens on. Without a slash at its end. */
  readonly publicUrl?: string | undefined;
  readonly dataDirectory: string;
  /** Off: everybody on this machine is the owner. */
  readonly authentication: boolean;
  readonly sessionSeconds: number;
  readonly concurrentRuns: number;
  readonly heartbeatSeconds: number;
  readonly bodyLimitBytes: number;
  readonly logLevel: ServerLogLevel;
  readonly logFile?: string | undefined;
  readonly webDirectory?: string | undefined;
  readonly jwtSecret?: string | undefined;
  /** PostgreSQL in the place of the data directory; holds a password. */
  readonly databaseUrl?: string | undefined;
  readonly databaseSchema: string;
  /** This process drives runs too. */
  readonly worker: boolean;
  readonly runsPerTenant?: number | undefined;
  readonly leaseMs: number;
  /** The servers of tools, where that is not mcp.yaml in the data directory. */
  readonly mcpFile?: string | undefined;
  /** Whose repositories everybody may have worked on who may use this server. */
  readonly repositories: readonly string[];
  /** Holds the keys of providers. */
  readonly models: ModelSettings;
  /** What agents' tools reach; it holds tokens and passwords. */
  readonly connections?: ConnectedSettings | undefined;
  /** What other programs are set to and what is not understood here, each in a sentence. */
  readonly passedOver: readonly string[];
  /** Each with its source, as it may be shown. */
  readonly settings: readonly Setting[];
}
