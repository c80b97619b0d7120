export { getServerVersion } from './get-server-version.ts';
export { openPostgresStore, type PostgresStoreOptions } from './open-postgres-store.ts';
