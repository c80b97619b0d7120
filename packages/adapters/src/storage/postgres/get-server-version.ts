import pg from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 3_000;

/** Such as `17.5`, as the server names it. Nothing is made or changed there; fails where it cannot be reached or lets nobody in. */
export async function getServerVersion(connectionString: string): Promise<string> {
  const client = new pg.Client({
    connectionString,
    application_name: 'tutti',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version.split(' ', 1)[0] ?? 'unknown';
  } finally {
    await client.end().catch(() => undefined);
  }
}
