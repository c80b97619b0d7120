/** What PostgreSQL allows: one commit per step and nothing else, on so many connections. */
import { connectPg, countPg, type PgClient } from '../../report/pg-driver.ts';
import { FAN_WIDTH, STEPS_PER_RUN } from '../programs.ts';
import { BODY } from './bare-sqlite-side.ts';
import type { Side } from './side.ts';

const INSERT = { name: 'step', text: 'INSERT INTO steps (body) VALUES ($1)', values: [BODY] };

export async function openBarePostgresSide(connectionString: string, connections: number): Promise<Side> {
  const clients = await Promise.all(Array.from({ length: connections }, () => connectPg(connectionString)));
  const [first] = clients;
  await first?.query(
    'CREATE TABLE steps (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)',
  );
  const next = takeTurns(clients);
  return {
    version: `${connections === 1 ? 'one connection' : `${connections} connections`}`,
    async runSteps() {
      const client = next();
      for (let step = 0; step < STEPS_PER_RUN; step++) await client.query(INSERT);
    },
    runFan: async () => void (await Promise.all(Array.from({ length: FAN_WIDTH + 1 }, () => next().query(INSERT)))),
    countStored: () => countPg(connectionString, 'SELECT count(*) FROM steps'),
    [Symbol.asyncDispose]: async () => void (await Promise.all(clients.map((client) => client.end()))),
  };
}

function takeTurns(clients: readonly PgClient[]): () => PgClient {
  let turn = 0;
  return () => {
    const client = clients[turn++ % clients.length];
    if (!client) throw new Error('there is no connection');
    return client;
  };
}
