import { testStore } from '@tutti/engine/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore } from './open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from './testing/start-test-postgres.ts';

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

describe('postgres store', () => {
  testStore(async (clock) => {
    const schema = server.nextSchema();
    const options = { connectionString: server.connectionString, schema, clock, connections: 4 };
    let store = await openPostgresStore(options);
    return {
      get store() {
        return store;
      },
      async reopen() {
        await store[Symbol.asyncDispose]();
        store = await openPostgresStore(options);
      },
      async discard() {
        await store[Symbol.asyncDispose]();
        await server.empty(schema);
      },
    };
  });
});
