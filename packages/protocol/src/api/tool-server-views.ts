/** Servers of tools as they are shown: where they stand, what they have, and what of that is approved. */
import * as z from 'zod';
import { EffectClass } from '../effect.ts';
import { ErrorCode } from '../error-codes.ts';
import { Hash } from '../ids.ts';
import { Json } from '../json.ts';
import { LockState, ToolServerConfig, ToolServerName, ToolServerState } from '../tool-server.ts';
import { Time } from './values.ts';

export const DiffLine = z.object({
  kind: z.enum(['same', 'removed', 'added', 'left_out']),
  text: z.string(),
});
export type DiffLine = z.infer<typeof DiffLine>;

export const ToolChange = z.object({
  field: z.enum(['description', 'input', 'effect']),
  lines: z.array(DiffLine),
});
export type ToolChange = z.infer<typeof ToolChange>;

export const ServerToolView = z
  .object({
    /** As agents name it. */
    tool: z.string(),
    /** As its server calls it. */
    name: z.string(),
    description: z.string(),
    /** JSON Schema. */
    input: Json,
    /** What counts. */
    effect: EffectClass,
    /** Whether the configuration says so, in place of the server. */
    effectIsSet: z.boolean(),
    lock: LockState,
    /** Whether what is there was compared with what was approved since this server began; before each call it is. */
    checked: z.boolean(),
    /** What an approval is about. */
    hash: Hash,
    /** From what was approved to what is there. */
    changes: z.array(ToolChange),
    /** Why it cannot be offered. */
    refusal: z.string().optional(),
    approvedAt: Time.optional(),
  })
  .meta({ id: 'ServerTool' });
export type ServerToolView = z.infer<typeof ServerToolView>;

export const ToolServerView = z
  .object({
    server: ToolServerName,
    kind: z.enum(['command', 'url']),
    state: ToolServerState,
    since: Time,
    /** Of the process that was started. */
    pid: z.int().optional(),
    /** How often it was started again after it had ended by itself. */
    restarts: z.int().nonnegative(),
    lastError: z.object({ code: ErrorCode, message: z.string(), remedy: z.string(), at: Time }).optional(),
    /** Before that it is not tried again by itself. */
    retryAt: Time.optional(),
    /** What it calls itself, and the version of the protocol that both speak. */
    about: z.object({ name: z.string(), version: z.string(), protocol: z.string() }).optional(),
    /** What is started or asked, exactly; only those who manage see it. */
    consent: z
      .object({
        /** What a consent is about. */
        hash: Hash,
        /** Each argument by itself. */
        command: z.array(z.string()).optional(),
        cwd: z.string().optional(),
        url: z.string().optional(),
        /** Names of variables or headers, with their values where they are no secrets. */
        settings: z.array(z.object({ name: z.string(), value: z.string().optional(), secret: z.string().optional() })),
        given: z.boolean(),
        givenAt: Time.optional(),
        /** What was allowed before, where it was something else. */
        before: z.string().optional(),
      })
      .optional(),
    config: ToolServerConfig.optional(),
    /** The last words of its error output. */
    errorOutput: z.string().optional(),
    /** Secrets that the configuration names and that are not stored. */
    missingSecrets: z.array(z.string()),
    tools: z.array(ServerToolView),
  })
  .meta({ id: 'ToolServer' });
export type ToolServerView = z.infer<typeof ToolServerView>;

export const ToolTrialView = z
  .object({
    ok: z.boolean(),
    tookMs: z.int().nonnegative(),
    output: Json.optional(),
    code: ErrorCode.optional(),
    message: z.string().optional(),
    remedy: z.string().optional(),
  })
  .meta({ id: 'ToolTrial' });
export type ToolTrialView = z.infer<typeof ToolTrialView>;
