/**
 * Starting and stopping containers that are there. What a container has done since it was started, and what was going on in it when it was
 * stopped, nothing brings back: all of these are irreversible. Each says no where the container is so already.
 */
import { RunError, type Tool } from '@tutti/engine';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { Container } from './container-views.ts';
import type { DockerApi } from './docker-api.ts';
import { ContainerName } from './limits.ts';

/** As long as a container is given to end by itself, and some more. */
const POWER_LIMIT_MS = 120_000;
const ALREADY = 304;

const PowerInput = z.object({ container: ContainerName });
const StopInput = z.object({
  container: ContainerName,
  graceSeconds: z.int().min(0).max(60).default(10).describe('After which it is killed.'),
});

export function createPowerTools(api: DockerApi): readonly Tool[] {
  return [createStartTool(api), createStopTool(api), createRestartTool(api)];
}

interface Wish {
  readonly container: string;
  readonly signal: AbortSignal;
  readonly query?: Readonly<Record<string, number>>;
}

function createStartTool(api: DockerApi): Tool {
  return createTool({
    name: 'docker__start_container',
    description: 'Starts a container that does not run.',
    input: PowerInput,
    effect: 'irreversible',
    timeoutMs: POWER_LIMIT_MS,
    use: async ({ container }, { signal }) => {
      await act(api, 'start', { container, signal });
      return { container, running: true };
    },
    verify: async ({ container }, { signal }) =>
      (await isRunning(api, { container, signal }))
        ? { happened: true, output: { container, running: true } }
        : { happened: false },
  });
}

function createStopTool(api: DockerApi): Tool {
  return createTool({
    name: 'docker__stop_container',
    description: 'Stops a container that runs. What was going on in it is lost.',
    input: StopInput,
    effect: 'irreversible',
    timeoutMs: POWER_LIMIT_MS,
    use: async ({ container, graceSeconds }, { signal }) => {
      await act(api, 'stop', { container, signal, query: { t: graceSeconds } });
      return { container, running: false };
    },
    verify: async ({ container }, { signal }) =>
      (await isRunning(api, { container, signal }))
        ? { happened: false }
        : { happened: true, output: { container, running: false } },
  });
}

function createRestartTool(api: DockerApi): Tool {
  return createTool({
    name: 'docker__restart_container',
    description: 'Stops a container and starts it again. What was going on in it is lost.',
    input: StopInput,
    effect: 'irreversible',
    timeoutMs: POWER_LIMIT_MS,
    use: async ({ container, graceSeconds }, { signal }) => {
      await api.send({ method: 'POST', path: `containers/${container}/restart`, query: { t: graceSeconds }, signal });
      return { container, running: true };
    },
  });
}

async function act(api: DockerApi, what: 'start' | 'stop', { container, signal, query = {} }: Wish): Promise<void> {
  const path = `containers/${container}/${what}`;
  const { status } = await api.send({ method: 'POST', path, query, allowed: [ALREADY], signal });
  if (status !== ALREADY) return;
  const how = what === 'start' ? 'runs' : 'does not run';
  throw new RunError('tool_failed', `the container ${container} ${how} already`, { nothingHappened: true });
}

async function isRunning(api: DockerApi, { container, signal }: Wish): Promise<boolean> {
  return Container.parse(await api.ask({ path: `containers/${container}/json`, signal })).State.Running;
}
