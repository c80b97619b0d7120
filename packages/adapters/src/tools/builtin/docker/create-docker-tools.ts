/** Containers of a Docker daemon: looked at, started and stopped. Nothing here makes one, or runs anything in one. */
import type { Tool, ToolSource } from '@tutti/engine';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { cutText } from '../cut-text.ts';
import { notConfigured } from '../not-configured.ts';
import { Container, ListedContainer, Stats, toContainerView, toListed, toStatsView } from './container-views.ts';
import { createPowerTools } from './create-power-tools.ts';
import { DockerApi, parseDockerHost } from './docker-api.ts';
import { ContainerName, LIMIT_MS } from './limits.ts';
import { readLog } from './read-log.ts';

export interface DockerOptions {
  /** As DOCKER_HOST has it. Absent: it is not configured. */
  readonly host?: string | undefined;
}

const MOST_CONTAINERS = 200;
const MOST_OF_A_LOG = 60_000;

const OneInput = z.object({ container: ContainerName });
const ListInput = z.object({ all: z.boolean().default(false).describe('Also those that do not run.') });
const LogInput = z.object({
  container: ContainerName,
  lines: z.int().min(1).max(2_000).default(200).describe('The last ones.'),
  sinceMinutes: z.int().positive().max(527_040).exactOptional(),
});

export function createDockerTools({ host }: DockerOptions): ToolSource {
  let api: DockerApi | undefined;
  return {
    names: ['docker'],
    fixed: false,
    async open() {
      if (host === undefined)
        throw notConfigured('no Docker daemon is set: set DOCKER_HOST, such as unix:///var/run/docker.sock');
      api ??= new DockerApi(parseDockerHost(host));
      return [
        createListTool(api),
        createInspectTool(api),
        createLogTool(api),
        createStatsTool(api),
        ...createPowerTools(api),
      ];
    },
  };
}

function createListTool(api: DockerApi): Tool {
  return createTool({
    name: 'docker__list_containers',
    description: 'Lists the containers of the Docker daemon.',
    input: ListInput,
    effect: 'read',
    timeoutMs: LIMIT_MS,
    use: async ({ all }, { signal }) => {
      const query = { all: `${all}`, limit: MOST_CONTAINERS };
      // A limit also shows what does not run.
      const found = await api.ask({ path: 'containers/json', query: all ? query : { all: 'false' }, signal });
      return { containers: z.array(ListedContainer).parse(found).slice(0, MOST_CONTAINERS).map(toListed) };
    },
  });
}

function createInspectTool(api: DockerApi): Tool {
  return createTool({
    name: 'docker__inspect_container',
    description: 'Shows how a container is set up and how it is. The values of its variables are not shown.',
    input: OneInput,
    effect: 'read',
    timeoutMs: LIMIT_MS,
    use: async ({ container }, { signal }) =>
      toContainerView(Container.parse(await api.ask({ path: `containers/${container}/json`, signal }))),
  });
}

function createLogTool(api: DockerApi): Tool {
  return createTool({
    name: 'docker__read_logs',
    description: 'Reads the last lines that a container has written.',
    input: LogInput,
    effect: 'read',
    timeoutMs: LIMIT_MS,
    use: async ({ container, lines, sinceMinutes }, { signal }) => {
      const since = sinceMinutes === undefined ? {} : { since: Math.floor(Date.now() / 1_000) - sinceMinutes * 60 };
      const query = { stdout: 'true', stderr: 'true', timestamps: 'true', tail: lines, ...since };
      const { body, isCut } = await api.send({ path: `containers/${container}/logs`, query, signal });
      return { container, log: cutText(readLog(body), MOST_OF_A_LOG), ...(isCut && { cut: true }) };
    },
  });
}

function createStatsTool(api: DockerApi): Tool {
  return createTool({
    name: 'docker__stats',
    description: 'Measures what a container uses right now: processor, memory, network.',
    input: OneInput,
    effect: 'read',
    timeoutMs: LIMIT_MS,
    use: async ({ container }, { signal }) =>
      toStatsView(
        Stats.parse(await api.ask({ path: `containers/${container}/stats`, query: { stream: 'false' }, signal })),
      ),
  });
}
