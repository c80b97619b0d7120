import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '@tutti/adapters/storage/sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { findServer } from './find-server.ts';

const HEALTH = { status: 'healthy', timestamp: '2026-01-01T00:00:00.000Z', version: '9.0.0' };
/** Later than a command waits for a server of which nothing else is known. */
const LATE_MS = 4_000;

it('a busy server is waited for while it has the directory open, and is none where it has not', async () => {
  const server = createServer(
    (_request, response) => void setTimeout(() => response.end(JSON.stringify(HEALTH)), LATE_MS),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const directory = await mkdtemp(join(tmpdir(), 'tutti-busy-'));
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await rm(directory, { recursive: true, force: true });
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const file = { pid: process.pid, url: `http://127.0.0.1:${port}`, startedAt: 1 };
  await writeFile(join(directory, 'server.json'), JSON.stringify(file));
  expect(await findServer(directory)).toBeUndefined();
  const store = await openSqliteStore({ directory });
  onTestFinished(() => store[Symbol.asyncDispose]());
  expect(await findServer(directory)).toEqual(file);
}, 90_000);
