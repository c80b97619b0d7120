import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { openSecuredApp } from '../testing/security/secured-app.ts';

it('whoever follows the system hears that there are other models or keys, and nobody else does', async () => {
  await using secured = await openSecuredApp({ listening: true });
  const headers = { authorization: `Bearer ${secured.ownerToken}` };
  const listen = async (topic: string) => {
    const socket = new WebSocket(`ws://${secured.host}/ws?defaults=off`, { headers });
    onTestFinished(() => socket.terminate());
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => void heard.push(data.toString()));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'subscribe', topics: [topic] }));
    await vi.waitUntil(() => heard.some((text) => text.includes('caught_up')), { timeout: 30_000 });
    return heard;
  };
  const [system, tasks] = [await listen('system'), await listen('tasks')];
  const answer = await secured.app.inject({
    method: 'PUT',
    url: '/api/v1/providers/groq/keys/mine',
    payload: { secret: 'nobodys-key-4711' },
    headers: { ...headers, host: secured.host },
  });
  expect(answer.statusCode).toBe(200);
  await vi.waitUntil(() => system.some((text) => text.includes('"changed":"models"')), { timeout: 30_000 });
  expect(tasks.join()).not.toContain('"changed"');
  expect(system.join()).not.toContain('nobodys-key-4711');
});
