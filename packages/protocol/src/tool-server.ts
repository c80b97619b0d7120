/** Servers of tools that speak MCP, as an administrator configures them: a command that is started, or an address that is asked. */
import * as z from 'zod';
import { EffectClass } from './effect.ts';

/** Its tools are called `<name>__<tool>`, so it holds no underscore. */
export const ToolServerName = z
  .string()
  .max(32)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name of lower-case letters, digits and hyphens')
  .brand<'ToolServerName'>();
export type ToolServerName = z.infer<typeof ToolServerName>;

export const ToolSecretName = z
  .string()
  .max(60)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'a name of lower-case letters, digits and . _ -');

/** A value, or the name of a secret that was stored for this server, with what stands before it, such as `Bearer `. */
const Setting = z.union([
  z.string().max(4_000),
  z.strictObject({ secret: ToolSecretName, prefix: z.string().max(20).optional() }),
]);
export type ToolServerSetting = z.infer<typeof Setting>;

const EnvironmentName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of a variable');
const HeaderName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'a name of a header');

const KIB = 1_024;
const MIB = 1_024 * KIB;

export const ToolServerLimits = z.strictObject({
  /** Until it has started and said what it has. */
  startSeconds: z.int().min(1).max(600).default(30),
  /** Of a call, without any word of progress. */
  callSeconds: z.int().min(1).max(3_600).default(60),
  /** Of a call that tells its progress. */
  totalSeconds: z.int().min(1).max(86_400).default(600),
  /** Without any call, after which the server is stopped until it is used again. */
  idleSeconds: z.int().min(1).max(86_400).default(600),
  /** Of a result that an agent is given; more is cut off, visibly. */
  outputBytes: z
    .int()
    .min(KIB)
    .max(16 * MIB)
    .default(256 * KIB),
  /** Of one message; a server that sends more is stopped. */
  messageBytes: z
    .int()
    .min(64 * KIB)
    .max(256 * MIB)
    .default(8 * MIB),
  /** A server with more is refused. */
  tools: z.int().min(1).max(1_000).default(128),
});
export type ToolServerLimits = z.infer<typeof ToolServerLimits>;

export const ToolServerConfig = z
  .strictObject({
    /** The program and its arguments, each by itself; no shell reads them. */
    command: z.array(z.string().max(4_000)).min(1).max(100).optional(),
    env: z.record(EnvironmentName, Setting).optional(),
    /** Where it is started; absent: in a private folder of its own. */
    cwd: z.string().max(1_000).regex(/^\//, 'an absolute path').optional(),
    /** Folders in which programs are found; absent: the usual ones, after that of this Node. */
    path: z.array(z.string().max(1_000).regex(/^\//, 'an absolute path')).min(1).max(20).optional(),
    url: z
      .url({ protocol: /^https?$/, error: 'an address such as https://tools.example.org/mcp' })
      .max(2_000)
      .optional(),
    headers: z.record(HeaderName, Setting).optional(),
    enabled: z.boolean().default(true),
    /** What a tool may do, where that is not as its server says. */
    effects: z.record(z.string().max(128), EffectClass).default({}),
    limits: ToolServerLimits.prefault({}),
  })
  .superRefine(({ command, env, cwd, path, url, headers }, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (command === undefined && url === undefined) refuse('command', 'give a command or a url');
    if (command !== undefined && url !== undefined) refuse('url', 'give a command or a url, not both');
    if (url !== undefined && env !== undefined) refuse('env', 'an address has headers, not env');
    if (url !== undefined && cwd !== undefined) refuse('cwd', 'only a command is started in a folder');
    if (url !== undefined && path !== undefined) refuse('path', 'only a command is found in folders');
    if (command !== undefined && headers !== undefined) refuse('headers', 'a command has env, not headers');
  });
export type ToolServerConfig = z.infer<typeof ToolServerConfig>;

export const ToolServerState = z.enum([
  /** Switched off in the configuration. */
  'disabled',
  /** Nobody has allowed that it is started or asked, or it is another command than was allowed. */
  'consent_needed',
  /** Allowed, and started when it is used. */
  'idle',
  'connecting',
  'connected',
  /** It could not be started or asked, and is tried again when it is used. */
  'failed',
]);
export type ToolServerState = z.infer<typeof ToolServerState>;

export const LockState = z.enum([
  'approved',
  /** Not as it was approved: blocked until it is approved again. */
  'changed',
  /** Not approved yet. */
  'new',
  /** Approved, but the server no longer has it. */
  'gone',
  /** It cannot be offered to any model, for the reason that is told. */
  'refused',
]);
export type LockState = z.infer<typeof LockState>;
