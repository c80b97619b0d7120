import type { Access } from './access.ts';
import type { AgentVersions } from './agent-versions.ts';
import type { Accounts } from './accounts.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { Clock } from './clock.ts';
import type { Credentials } from './credentials.ts';
import type { Fleet } from './fleet.ts';
import type { Installation } from './installation.ts';
import type { Journal } from './journal.ts';
import type { Quotas } from './quotas.ts';
import type { Remarks } from './remarks.ts';
import type { RunLibrary } from './run-library.ts';
import type { RunQueue } from './run-queue.ts';
import type { Spendings } from './spendings.ts';
import type { TenantFeed } from './tenant-feed.ts';

export type StoreHealth =
  | { readonly state: 'ok' }
  /** Nothing can be written until there is space; what is there can be read. */
  | { readonly state: 'full'; readonly message: string }
  /** Nothing can be written or read until it is back. */
  | { readonly state: 'unreachable'; readonly message: string }
  /** Nothing will be written again before a restart. */
  | { readonly state: 'failed'; readonly message: string };

/** Everything that a storage driver provides. Each passes `testStore` of `@tutti/engine/testing`. */
export interface Store
  extends Journal,
    RunQueue,
    RunLibrary,
    Accounts,
    Quotas,
    Spendings,
    Credentials,
    AnswerCache,
    Remarks,
    Access,
    AgentVersions,
    TenantFeed,
    Fleet,
    Installation,
    AsyncDisposable {
  health(): StoreHealth;
  /** By which the times of runs go where many processes share the store; none where the clock of this process will do. */
  readonly clock?: Clock;
}
