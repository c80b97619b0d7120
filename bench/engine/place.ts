/** Where runs are stored: in a directory of this machine, or in a database. Almost everything is measured in both. */
import { openPostgresStore } from '@tutti/adapters/storage/postgres';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import type { Store } from '@tutti/engine';
import type { Figure } from '../report/figure.ts';
import type { Bench } from '../report/measure.ts';

export type Place =
  | { readonly store: 'sqlite'; readonly directory: string }
  | { readonly store: 'postgres'; readonly connectionString: string };

export interface Ground {
  readonly store: Place['store'];
  /** A new and empty one. */
  createPlace(): Promise<Place>;
  /** The name of a figure on this ground. */
  toName(name: string): string;
}

export function openStore(place: Place): Promise<Store> {
  return place.store === 'sqlite'
    ? openSqliteStore({ directory: place.directory })
    : openPostgresStore({ connectionString: place.connectionString });
}

export function toEmbedded({ scratch }: Bench): Ground {
  return {
    store: 'sqlite',
    createPlace: async () => ({ store: 'sqlite', directory: await scratch.directory() }),
    toName: (name) => name,
  };
}

/** Undefined where there is no PostgreSQL. */
export async function findFleetGround(bench: Bench): Promise<Ground | undefined> {
  const postgres = await bench.postgres();
  return (
    postgres && {
      store: 'postgres',
      createPlace: async () => ({ store: 'postgres', connectionString: await postgres.createDatabase() }),
      toName: (name) => `${name}, PostgreSQL`,
    }
  );
}

/** The same measurement embedded and on PostgreSQL. */
export async function onEachStore(
  bench: Bench,
  measure: (ground: Ground) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const embedded = await measure(toEmbedded(bench));
  return [...embedded, ...(await onPostgres(bench, measure))];
}

export async function onPostgres(
  bench: Bench,
  measure: (ground: Ground) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const ground = await findFleetGround(bench);
  if (ground) return measure(ground);
  return [{ name: 'everything on PostgreSQL', value: undefined, unit: '', note: 'there is no PostgreSQL here' }];
}
