import type { Setting } from '@tutti/protocol/api';

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
  /** Each with its source, as it may be shown. */
  readonly settings: readonly Setting[];
}
