import type { RunView } from '@tutti/protocol/api';
import { expect } from 'vitest';
import type { TuttiServer } from './tutti-server.ts';

const SOON = { timeout: 90_000, interval: 200 };

export async function untilStatus(server: TuttiServer, run: string, status: RunView['status']): Promise<void> {
  await expect.poll(async () => (await server.getRun(run)).status, SOON).toBe(status);
}
