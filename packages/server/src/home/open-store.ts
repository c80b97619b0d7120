/** Where everything is kept: in a database that processes share, or in a directory of one process. */
import { type Clock, EngineError, type LastingStore, type Random } from '@tutti/engine';
import type { Principal } from '@tutti/protocol';
import { toDatabaseError } from './database-error.ts';
import { HomeError } from './home-error.ts';
import { openIdentity, shareIdentity } from './identity.ts';
import type { LiveHub } from './live-hub.ts';

export interface DatabaseWish {
  readonly connectionString: string;
  readonly schema: string;
  /** After how long without a sign of life the runs of this process are given to others. */
  readonly leaseMs: number;
  /** What this process is called where people see who works here. */
  readonly name?: string | undefined;
}

export interface OpenedStore {
  readonly store: LastingStore;
  readonly principal: Principal;
  readonly kept: { readonly kind: 'sqlite' | 'postgres'; readonly version?: string | undefined };
  close(): Promise<void>;
}

export interface StorePlaces {
  readonly directory: string;
  readonly hub: LiveHub;
  readonly clock: Clock;
  readonly random: Random;
}

export async function openDirectory({ directory, clock, random }: StorePlaces): Promise<OpenedStore> {
  const { openSqliteStore } = await import('@tutti/adapters/storage/sqlite');
  const principal = await openIdentity(directory, { clock, random });
  const store = await openSqliteStore({ directory, clock }).catch((error: unknown) => {
    throw withRemedy(error);
  });
  return { store, principal, kept: { kind: 'sqlite' }, close: async () => store[Symbol.asyncDispose]() };
}

export async function openDatabase(
  { connectionString, schema, leaseMs, name }: DatabaseWish & { readonly name: string },
  { directory, hub, clock, random }: StorePlaces,
): Promise<OpenedStore> {
  // A driver that is not used costs nothing.
  const [{ getServerVersion, openPostgresStore }, { openPostgresBus }] = await Promise.all([
    import('@tutti/adapters/storage/postgres'),
    import('@tutti/adapters/bus/postgres'),
  ]);
  try {
    const version = await getServerVersion(connectionString);
    const store = await openPostgresStore({ connectionString, schema, leaseMs, name });
    const principal = await shareIdentity(store, directory, { clock, random }).catch(async (error: unknown) => {
      await store[Symbol.asyncDispose]();
      throw error;
    });
    const listUnderWay = hub.underWay.list.bind(hub.underWay);
    const bus = openPostgresBus({ connectionString, schema, listUnderWay });
    hub.join(bus);
    const close = async () => {
      await bus[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    };
    return { store, principal, kept: { kind: 'postgres', version }, close };
  } catch (error) {
    throw toDatabaseError(error, connectionString);
  }
}

function withRemedy(error: unknown): unknown {
  if (!(error instanceof EngineError) || error.code !== 'store_locked') return error;
  return new HomeError('store_locked', error.message, {
    remedy:
      'Ctrl-C where that process runs cancels its runs; when it has ended, try again, or choose another --data-dir.',
    cause: error,
  });
}
