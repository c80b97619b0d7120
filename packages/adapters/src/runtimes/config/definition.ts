/** How agents that work elsewhere are reached: data only. Texts hold places such as `{goal}`, which are filled, never run. */
import { EffectClass, Json } from '@tutti/protocol';
import * as z from 'zod';

export const Name = z
  .string()
  .max(60)
  .regex(/^[a-z0-9]+([-_.][a-z0-9]+)*$/, 'use lower-case letters, digits and hyphens');
/** Of a value or a secret. */
export const Key = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'use letters, digits, - and _');
const Pointer = z
  .string()
  .max(300)
  .regex(/^(\/.*)?$/, 'a JSON pointer begins with /');
const Texts = z.record(z.string().min(1).max(200), z.string().max(2_000));

/** Holds where the value at `at` is one of these, written as text. */
const Match = z.strictObject({ at: Pointer, is: z.array(z.string()).min(1).max(30) });
export type Match = z.infer<typeof Match>;

export const WorstCase = z.union([
  z.literal('free'),
  /** Tokens that are not stated are not known. */
  z.strictObject({ usd: z.number().nonnegative().max(10_000), tokens: z.int().nonnegative().exactOptional() }),
]);
export type WorstCase = z.infer<typeof WorstCase>;

/** Of every connection, whatever it speaks. */
const common = {
  /** What a turn may cause in the world; absent: what cannot be undone. */
  effect: EffectClass.exactOptional(),
  timeoutSeconds: z.int().min(1).max(86_400).exactOptional(),
  /** What a turn costs at most. Absent: nobody knows, so it is refused where a budget must hold. */
  worstCase: WorstCase.exactOptional(),
};

const UsagePlaces = z.strictObject({
  input: Pointer.exactOptional(),
  output: Pointer.exactOptional(),
  costUsd: Pointer.exactOptional(),
  costCents: Pointer.exactOptional(),
});
export type UsagePlaces = z.infer<typeof UsagePlaces>;

const Call = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']).default('POST'),
  url: z.string().min(1).max(2_000),
  headers: Texts.default({}),
  body: Json.exactOptional(),
});
export type Call = z.infer<typeof Call>;

const HttpAnswer = z.strictObject({
  format: z.enum(['json', 'text', 'sse', 'ndjson']).default('json'),
  /** Of the whole, or of each event of a stream, whose texts are put together. */
  text: Pointer.default(''),
  /** Only these events of a stream carry text. */
  when: Match.exactOptional(),
  /** A stream that ends without such an event was cut. */
  done: Match.exactOptional(),
  /** An answer that holds something here is a failure in the other side's words. */
  error: Pointer.exactOptional(),
  session: Pointer.exactOptional(),
  usage: UsagePlaces.exactOptional(),
});
export type HttpAnswer = z.infer<typeof HttpAnswer>;

export const HttpDefinition = z.strictObject({
  kind: z.literal('http'),
  ...common,
  ...Call.shape,
  answer: HttpAnswer.prefault({}),
  /** Where the first answer only says under which name the work goes on: it is asked for until it ends. */
  poll: z
    .strictObject({
      url: z.string().min(1).max(2_000),
      headers: Texts.default({}),
      everySeconds: z.number().min(0.05).max(600).default(2),
      until: Match,
      failed: Match.exactOptional(),
      text: Pointer.default(''),
      error: Pointer.exactOptional(),
      usage: UsagePlaces.exactOptional(),
    })
    .exactOptional(),
  /** Sent when what is under way is no longer wanted. */
  cancel: Call.exactOptional(),
});
export type HttpDefinition = z.infer<typeof HttpDefinition>;

export const A2aDefinition = z.strictObject({
  kind: z.literal('a2a'),
  ...common,
  /** Where its card lies below, at `/.well-known/agent-card.json`, or the card itself. */
  url: z.string().min(1).max(2_000),
  headers: Texts.default({}),
  pollSeconds: z.number().min(0.05).max(600).default(2),
});
export type A2aDefinition = z.infer<typeof A2aDefinition>;

export const CliDefinition = z.strictObject({
  kind: z.literal('cli'),
  ...common,
  /** `acp`: the Agent Client Protocol; `stdio`: the goal comes on its standard input, or where `{goal}` stands. */
  protocol: z.enum(['stdio', 'acp']).default('stdio'),
  /** The program and its words. Nothing is started that does not stand, word for word, under `commands`. */
  argv: z.array(z.string().min(1).max(2_000)).min(1).max(100),
  environment: Texts.default({}),
  outputBytes: z.int().min(1_000).max(16_000_000).default(1_000_000),
  exitCodes: z.array(z.int().min(0).max(255)).min(1).default([0]),
  /** What `{target}` may stand for: exactly one of these must be named in the goal. */
  targets: z
    .array(
      z
        .string()
        .min(1)
        .max(300)
        .regex(/^[A-Za-z0-9][A-Za-z0-9.:/_-]*$/),
    )
    .max(1_000)
    .exactOptional(),
});
export type CliDefinition = z.infer<typeof CliDefinition>;

export const McpDefinition = z.strictObject({
  kind: z.literal('mcp'),
  ...common,
  server: z.string().min(1).max(100),
  tool: z.string().min(1).max(200),
  input: Json,
});
export type McpDefinition = z.infer<typeof McpDefinition>;

export const FunctionDefinition = z.strictObject({
  kind: z.literal('function'),
  ...common,
  /** As the embedding program registered it. */
  function: z.string().min(1).max(100),
});
export type FunctionDefinition = z.infer<typeof FunctionDefinition>;

export const Definition = z.discriminatedUnion('kind', [
  HttpDefinition,
  A2aDefinition,
  CliDefinition,
  McpDefinition,
  FunctionDefinition,
]);
export type Definition = z.infer<typeof Definition>;

const Setting = z.strictObject({
  what: z.string().min(1).max(300),
  default: z.string().max(2_000).exactOptional(),
  /** Agents may set it for themselves; others only stand in the connection. */
  byAgent: z.boolean().default(false),
  optional: z.boolean().default(false),
});
export type Setting = z.infer<typeof Setting>;

/** A product of somebody else, and how to speak with it. */
export const Connector = z.strictObject({
  id: Name,
  product: z.string().min(1).max(60),
  /** Which agents stand for it. */
  agents: z.array(Name).min(1),
  /** Which stand for its models only: these are reached as those of a provider. */
  asModels: z.array(Name).default([]),
  /** The page that this was written from. */
  docs: z.url(),
  /** What becomes of a turn where it is not configured: an error, or advice from a model that says so above. */
  whenMissing: z.enum(['fail', 'advise']).default('fail'),
  values: z.record(Key, Setting).default({}),
  secrets: z.record(Key, Setting).default({}),
  runtime: Definition,
});
export type Connector = z.infer<typeof Connector>;

/** A product that no connector can be written for: it has no interface for other programs, or none that could be used safely. */
export const Unreachable = z.strictObject({
  id: Name,
  product: z.string().min(1).max(60),
  agents: z.array(Name).min(1),
  /** The page that says so. */
  docs: z.url(),
  why: z.string().min(1).max(300),
  /** What is possible. */
  instead: z.string().min(1).max(300),
});
export type Unreachable = z.infer<typeof Unreachable>;

const settings = {
  /** Only these agents may use it; absent: every agent that names it. */
  agents: z.array(Name).exactOptional(),
  values: z.record(Key, z.string().max(2_000)).default({}),
  /** Where the secret lies: `file:/run/secrets/name`. */
  secrets: z
    .record(
      Key,
      z
        .string()
        .max(2_000)
        .regex(/^file:./, 'write file: and a path'),
    )
    .default({}),
};
export const OverConnector = z.strictObject({
  connector: Name,
  ...common,
  ...settings,
  /** For connectors that start a command: the exact program and words, in the place of the connector's. */
  argv: CliDefinition.shape.argv.exactOptional(),
  targets: CliDefinition.shape.targets,
});
export type OverConnector = z.infer<typeof OverConnector>;

/** One that needs no connector: it says everything itself. */
export const OwnDefinition = z.discriminatedUnion('kind', [
  HttpDefinition.extend(settings),
  A2aDefinition.extend(settings),
  CliDefinition.extend(settings),
  McpDefinition.extend(settings),
  FunctionDefinition.extend(settings),
]);
export type OwnDefinition = z.infer<typeof OwnDefinition>;

export type Connection = OverConnector | OwnDefinition;

export const RuntimesConfig = z.strictObject({
  connections: z.record(Name, z.record(z.string(), z.unknown())).nullish(),
  /** Every command that may be started, word for word. */
  commands: z.array(z.array(z.string().min(1)).min(1)).nullish(),
});
