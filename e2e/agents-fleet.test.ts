/** Agents in a fleet: two servers, one database, and a worker that has never heard of what they were. */
import type { AgentDetails } from '@tutti/protocol/api';
import { expect, it } from 'vitest';
import { Fleet } from './fleet/fleet.ts';
import type { TuttiServer } from './tutti-server.ts';

const SOON = { timeout: 60_000, interval: 100 };
const toFile = (purpose: string) =>
  `---\nid: painter\npurpose: ${purpose}\ncapabilities: [painting]\n---\nPaint what you are told.\n`;

const send = <Answer>(
  server: TuttiServer,
  path: string,
  { method, ...body }: { method: string; [key: string]: unknown },
) => server.ask<Answer>(`/api/v1${path}`, { method, body: JSON.stringify(body) });

it('every server has what one of them was told, and a worker drives the version that a run began with', {
  timeout: 400_000,
}, async () => {
  await using fleet = await Fleet.start();
  const [one, other] = [
    await fleet.startServer({ TUTTI_WORKER: 'false' }),
    await fleet.startServer({ TUTTI_WORKER: 'false' }),
  ];
  await send(one, '/agents', { method: 'POST', text: toFile('Paints boats blue.') });
  const purposeAt = async (server: TuttiServer) => (await server.ask<AgentDetails>('/api/v1/agents/painter')).purpose;
  await expect.poll(() => purposeAt(other), SOON).toBe('Paints boats blue.');
  const run = await other.submit({ goal: 'Paint the ferry', agents: ['painter'] });

  const change = (server: TuttiServer, purpose: string) =>
    send<{ version?: number; code?: string }>(server, '/agents/painter', {
      method: 'PUT',
      text: toFile(purpose),
      basedOn: 1,
    });
  const answers = await Promise.all([change(one, 'Sinks boats.'), change(other, 'Sells boats.')]);
  expect(answers.map(({ version, code }) => code ?? String(version)).toSorted()).toEqual(['2', 'agent_changed']);
  await one.fetch('/api/v1/agents/painter', { method: 'DELETE' });
  const isRefused = async () =>
    (
      await other.fetch('/api/v1/tasks', {
        method: 'POST',
        body: JSON.stringify({ goal: 'Paint it', agents: ['painter'] }),
      })
    ).status;
  await expect.poll(isRefused, SOON).toBe(404);

  await fleet.startWorker('late');
  await expect.poll(async () => (await one.getRun(run)).status, SOON).toBe('completed');
  const { output } = await one.ask<{ output: { text: string } }>(`/api/v1/runs/${run}`);
  expect(output.text).toContain('painter (Paints boats blue)');
  const kinds = await other.ask<{ items: { kind: string }[] }>('/api/v1/agents/painter/versions');
  expect(kinds.items.map(({ kind }) => kind)).toEqual(['retired', 'edited', 'edited']);
});
