/** Containers as an agent reads them. The values of their variables and the arguments of their commands are never shown: secrets stand there. */
import type { Json } from '@tutti/protocol';
import * as z from 'zod';

const MOST_LABELS = 50;

export const ListedContainer = z.object({
  Id: z.string(),
  Names: z.array(z.string()).nullish(),
  Image: z.string(),
  State: z.string().nullish(),
  Status: z.string().nullish(),
  Created: z.number().nullish(),
  Ports: z
    .array(z.object({ PrivatePort: z.number(), PublicPort: z.number().nullish(), Type: z.string().nullish() }))
    .nullish(),
});

export const Container = z.object({
  Id: z.string(),
  Name: z.string(),
  Created: z.string().nullish(),
  Path: z.string().nullish(),
  RestartCount: z.number().nullish(),
  State: z.object({
    Status: z.string().nullish(),
    Running: z.boolean(),
    ExitCode: z.number().nullish(),
    OOMKilled: z.boolean().nullish(),
    Error: z.string().nullish(),
    StartedAt: z.string().nullish(),
    FinishedAt: z.string().nullish(),
    Health: z.object({ Status: z.string(), FailingStreak: z.number().nullish() }).nullish(),
  }),
  Config: z
    .object({
      Image: z.string().nullish(),
      Env: z.array(z.string()).nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
  Mounts: z
    .array(
      z.object({
        Type: z.string().nullish(),
        Source: z.string().nullish(),
        Destination: z.string(),
        RW: z.boolean().nullish(),
      }),
    )
    .nullish(),
  HostConfig: z
    .object({
      RestartPolicy: z.object({ Name: z.string() }).nullish(),
      Memory: z.number().nullish(),
      NanoCpus: z.number().nullish(),
    })
    .nullish(),
});
export type Container = z.infer<typeof Container>;

const Counter = z.object({
  cpu_usage: z.object({ total_usage: z.number() }),
  system_cpu_usage: z.number().nullish(),
  online_cpus: z.number().nullish(),
});
export const Stats = z.object({
  read: z.string().nullish(),
  cpu_stats: Counter,
  precpu_stats: Counter.nullish(),
  memory_stats: z
    .object({
      usage: z.number().nullish(),
      limit: z.number().nullish(),
      stats: z.record(z.string(), z.number()).nullish(),
    })
    .nullish(),
  pids_stats: z.object({ current: z.number().nullish() }).nullish(),
  networks: z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).nullish(),
});
export type Stats = z.infer<typeof Stats>;

export function toListed({ Id, Names, Image, State, Status, Created, Ports }: z.infer<typeof ListedContainer>): Json {
  const ports = (Ports ?? []).map(
    ({ PrivatePort, PublicPort, Type }) => `${PublicPort ?? '-'}:${PrivatePort}/${Type ?? 'tcp'}`,
  );
  return {
    id: Id.slice(0, 12),
    names: (Names ?? []).map((name) => name.replace(/^\//, '')),
    image: Image,
    state: State ?? '',
    status: Status ?? '',
    ...(Created && { created: new Date(Created * 1_000).toISOString() }),
    ...(ports.length > 0 && { ports }),
  };
}

export function toContainerView({
  Id,
  Name,
  Created,
  Path,
  RestartCount,
  State,
  Config,
  Mounts,
  HostConfig,
}: Container): Json {
  const labels = Object.entries(Config?.Labels ?? {}).slice(0, MOST_LABELS);
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    image: Config?.Image ?? '',
    program: Path ?? '',
    created: Created ?? '',
    state: {
      status: State.Status ?? '',
      running: State.Running,
      exitCode: State.ExitCode ?? null,
      killedForMemory: State.OOMKilled ?? false,
      error: State.Error ?? '',
      startedAt: State.StartedAt ?? '',
      finishedAt: State.FinishedAt ?? '',
      health: State.Health?.Status ?? null,
    },
    restarts: RestartCount ?? 0,
    restartPolicy: HostConfig?.RestartPolicy?.Name ?? '',
    memoryLimit: HostConfig?.Memory ?? 0,
    variables: (Config?.Env ?? []).map((variable) => variable.split('=', 1)[0] ?? ''),
    labels: Object.fromEntries(labels),
    mounts: (Mounts ?? []).map(({ Type, Source, Destination, RW }) => ({
      type: Type ?? '',
      from: Source ?? '',
      to: Destination,
      writable: RW ?? true,
    })),
  };
}

/** As the documentation of the API reckons it. */
export function toStatsView({
  read,
  cpu_stats: cpu,
  precpu_stats: before,
  memory_stats: memory,
  pids_stats: pids,
  networks,
}: Stats): Json {
  const used = cpu.cpu_usage.total_usage - (before?.cpu_usage.total_usage ?? 0);
  const passed = (cpu.system_cpu_usage ?? 0) - (before?.system_cpu_usage ?? 0);
  const percent = passed > 0 ? (used / passed) * (cpu.online_cpus ?? 1) * 100 : 0;
  // What the system keeps of files can be given back at any time.
  const cached = memory?.stats?.inactive_file ?? memory?.stats?.total_inactive_file ?? memory?.stats?.cache ?? 0;
  return {
    at: read ?? '',
    cpuPercent: Math.round(percent * 100) / 100,
    memoryBytes: Math.max(0, (memory?.usage ?? 0) - cached),
    memoryLimitBytes: memory?.limit ?? 0,
    processes: pids?.current ?? 0,
    networks: Object.fromEntries(
      Object.entries(networks ?? {}).map(([name, { rx_bytes: received, tx_bytes: sent }]) => [
        name,
        { received, sent },
      ]),
    ),
  };
}
