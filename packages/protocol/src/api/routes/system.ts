import * as z from 'zod';
import { defineRoute } from '../route.ts';
import { MOST_ON_PAGE } from '../page.ts';
import { Time } from '../values.ts';
import { WorkerView } from '../worker-views.ts';

export const HealthView = z
  .object({ status: z.enum(['healthy', 'degraded', 'draining']), timestamp: Time, version: z.string() })
  .meta({ id: 'Health' });

export const SystemStatus = z
  .object({
    version: z.string(),
    startedAt: Time,
    uptimeMs: z.int().nonnegative(),
    state: z.enum(['ready', 'draining']),
    store: z.object({
      kind: z.enum(['sqlite', 'postgres']),
      /** Of the database server, where there is one. */
      version: z.string().optional(),
      /** `unreachable`: what is asked of it waits or is refused until it is back; nothing is lost. */
      state: z.enum(['ok', 'full', 'failed', 'unreachable']),
      message: z.string().optional(),
    }),
    /** Processes that are at work at this installation. */
    workers: z.int().nonnegative().optional(),
    /** Runs that are being driven in this process right now. */
    driving: z.int().nonnegative(),
    /** Absent: nobody has asked for a model since the start, so it was not looked. */
    models: z
      .object({
        /** How many can be called. */
        offered: z.int().nonnegative(),
        /** None can be, or none shall be: the rehearsal model speaks, a stand-in that says so. */
        rehearsal: z.boolean(),
      })
      .optional(),
    /** Clients that follow something live. */
    followers: z.int().nonnegative(),
    memoryBytes: z.int().nonnegative(),
    authentication: z.boolean(),
    dataDirectory: z.string(),
  })
  .meta({ id: 'SystemStatus' });
export type SystemStatus = z.infer<typeof SystemStatus>;

export const Setting = z
  .object({
    name: z.string(),
    /** Null where it is secret or not set. */
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    isSet: z.boolean(),
    secret: z.boolean(),
    /** Where the value comes from: `default`, `option --port`, `environment PORT`, `file /…/config.yaml`. */
    source: z.string(),
    /** What it can be set with. */
    variables: z.array(z.string()),
    description: z.string(),
    /** Understood, but nothing in this version acts on it. */
    unused: z.boolean(),
  })
  .meta({ id: 'Setting' });
export type Setting = z.infer<typeof Setting>;

export const systemRoutes = {
  getHealth: defineRoute({
    method: 'GET',
    path: '/health',
    tag: 'system',
    summary: 'Whether this server is well',
    access: 'anyone',
    answers: { 200: { description: 'Well enough to answer.', schema: HealthView } },
  }),
  getLive: defineRoute({
    method: 'GET',
    path: '/health/live',
    tag: 'system',
    summary: 'Whether the process is alive',
    access: 'anyone',
    answers: { 200: { description: 'Alive.', schema: HealthView } },
  }),
  getReady: defineRoute({
    method: 'GET',
    path: '/health/ready',
    tag: 'system',
    summary: 'Whether it takes new work',
    access: 'anyone',
    answers: {
      200: { description: 'It does.', schema: HealthView },
      503: { description: 'It drains, or its store takes nothing.', schema: HealthView },
    },
  }),
  getStatus: defineRoute({
    method: 'GET',
    path: '/api/v1/system/status',
    tag: 'system',
    summary: 'What this server is at',
    access: 'view',
    answers: { 200: { description: 'The status.', schema: SystemStatus } },
  }),
  getConfig: defineRoute({
    method: 'GET',
    path: '/api/v1/system/config',
    tag: 'system',
    summary: 'Each setting, its value and where it comes from',
    access: 'manage',
    answers: {
      200: { description: 'The settings; secrets are not told.', schema: z.object({ items: z.array(Setting) }) },
    },
  }),
  listWorkers: defineRoute({
    method: 'GET',
    path: '/api/v1/workers',
    tag: 'system',
    summary:
      'The processes that work here: those at work first, then those that ended within the last day, the newest first',
    access: 'manage',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(MOST_ON_PAGE).default(MOST_ON_PAGE) }),
    answers: { 200: { description: 'The processes.', schema: z.object({ items: z.array(WorkerView) }) } },
  }),
  getOpenApi: defineRoute({
    method: 'GET',
    path: '/api/openapi.json',
    tag: 'system',
    summary: 'This document',
    access: 'view',
    answers: { 200: { description: 'OpenAPI 3.1.', mediaType: 'application/json' } },
  }),
  getDocs: defineRoute({
    method: 'GET',
    path: '/api/docs',
    tag: 'system',
    summary: 'This document as a page',
    access: 'view',
    answers: { 200: { description: 'A page.', mediaType: 'text/html' } },
  }),
} as const;
