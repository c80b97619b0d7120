import { testKnowledge } from '@tutti/engine/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore } from '../postgres/open-postgres-store.ts';
import { startTestPostgres, type TestPostgres } from '../postgres/testing/start-test-postgres.ts';

let server: TestPostgres;
beforeAll(async () => void (server = await startTestPostgres()), 60_000);
afterAll(() => server[Symbol.asyncDispose]());

describe('documents in postgres', () => {
  testKnowledge(async () => {
    const schema = server.nextSchema();
    const options = { connectionString: server.connectionString, schema, connections: 4 };
    let store = await openPostgresStore(options);
    return {
      get knowledge() {
        return store.knowledge;
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
