import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findServer } from './find-server.ts';

/** A directory whose server.json names a living process, and something that listens where it says. */
async function leaveFile(answer: string): Promise<string> {
  const server = createServer((_request, response) => void response.end(answer));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const directory = await mkdtemp(join(tmpdir(), 'tutti-find-'));
  onTestFinished(async () => {
    server.close();
    await rm(directory, { recursive: true });
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const content = { pid: process.pid, url: `http://127.0.0.1:${port}`, startedAt: 1 };
  await writeFile(join(directory, 'server.json'), JSON.stringify(content));
  return directory;
}

describe('the server of a data directory', () => {
  it('is what its file names, when it answers as a server of this kind', async () => {
    const health = { status: 'healthy', timestamp: '2026-01-01T00:00:00.000Z', version: '9.0.0' };
    expect(await findServer(await leaveFile(JSON.stringify(health)))).toMatchObject({ pid: process.pid });
  });

  it.each(['<h1>Hello</h1>', '{"status":"up"}'])(
    'is none, when another program listens where a killed one did: %s',
    async (answer) => {
      expect(await findServer(await leaveFile(answer))).toBeUndefined();
    },
  );
});
