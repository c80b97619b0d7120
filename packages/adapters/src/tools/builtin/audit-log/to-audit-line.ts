/** One event of a run as a line of the audit log: who did what, when, to what, and how it went. Undefined for what nobody did. */
import { type Json, type JournalEntry, Payload, type RunId } from '@tutti/protocol';
import * as z from 'zod';
import { cutText } from '../cut-text.ts';

export const AuditKind = z.enum(['tool', 'approval', 'person', 'run', 'policy']);
export type AuditKind = z.infer<typeof AuditKind>;

export interface AuditLine {
  readonly run: RunId;
  readonly seq: number;
  readonly at: number;
  readonly kind: AuditKind;
  readonly event: string;
  /** Who; absent: the system. */
  readonly who?: string;
  readonly tool?: string;
  readonly what: Json;
}

const MOST_OF_A_VALUE = 400;

/** Only what is looked at; everything else of an event is passed over. */
const Fields = z.object({
  path: z.string().optional(),
  kind: z.string().optional(),
  name: z.string().optional(),
  agent: z.string().optional(),
  tool: z.string().optional(),
  effect: z.string().optional(),
  by: z.string().optional(),
  title: z.string().optional(),
  program: z.string().optional(),
  reason: z.string().optional(),
  how: z.string().optional(),
  verdict: z.string().optional(),
  cause: z.string().optional(),
  key: z.unknown().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  input: Payload.optional(),
  payload: Payload.optional(),
  data: Payload.optional(),
  about: z.unknown().optional(),
});
type Fields = z.infer<typeof Fields>;

const RUN_EVENTS: ReadonlySet<string> = new Set([
  'run.submitted',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'run.cancel_requested',
  'run.deadline_exceeded',
  'run.paused',
  'run.resumed',
  'run.quarantined',
]);

export function toAuditLine(run: RunId, { seq, at, type, body }: JournalEntry): AuditLine | undefined {
  const kind = toKind(type);
  if (!kind) return undefined;
  const fields = Fields.safeParse(JSON.parse(body)).data;
  if (!fields || !isTold(type, fields)) return undefined;
  const who = fields.by ?? fields.agent ?? findAgent(fields.data);
  const tool = fields.tool ?? findTool(fields.data);
  return {
    run,
    seq,
    at,
    kind,
    event: toEvent(type, fields),
    ...(who && { who }),
    ...(tool && { tool }),
    what: toWhat(fields),
  };
}

function toKind(type: string): AuditKind | undefined {
  if (RUN_EVENTS.has(type)) return 'run';
  if (/^(step\.(completed|failed)|effect\.intended)$/.test(type)) return 'tool';
  if (/^(wait\.started|effect\.(doubted|resolved))$/.test(type)) return 'approval';
  if (type === 'signal.received') return 'person';
  return type === 'domain.recorded' ? 'policy' : undefined;
}

/** Steps of models and of the patterns themselves are no deeds; what else is recorded is about the work, not about rights. */
function isTold(type: string, { kind, name, about }: Fields): boolean {
  if (type.startsWith('step.')) return kind === 'tool';
  if (type === 'domain.recorded') return name?.startsWith('tool.') ?? false;
  return type !== 'wait.started' || about !== undefined;
}

function toEvent(type: string, { name }: Fields): string {
  return type === 'domain.recorded' ? (name ?? type) : type;
}

function toWhat({ path, effect, title, program, reason, how, verdict, cause, key, error, ...more }: Fields): Json {
  const texts = { path, effect, title, program, reason, how, verdict, cause };
  return {
    ...Object.fromEntries(
      Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, short(text)]])),
    ),
    ...(key !== undefined && { key: toShort(key) }),
    ...(error && { error: { code: error.code, message: short(error.message) } }),
    ...(more.input && { input: toValue(more.input) }),
    ...(more.payload && { answer: toValue(more.payload) }),
    ...(more.data && { data: toValue(more.data) }),
    ...(more.about !== undefined && { about: toShort(more.about) }),
  };
}

function toValue(payload: Payload): string {
  return 'value' in payload ? toShort(payload.value) : `[${payload.bytes} bytes]`;
}

function toShort(value: unknown): string {
  return short(typeof value === 'string' ? value : JSON.stringify(value));
}

function short(text: string): string {
  return cutText(text, MOST_OF_A_VALUE);
}

const Said = z.object({ value: z.object({ agent: z.string().optional(), tool: z.string().optional() }) });

function findAgent(data: Payload | undefined): string | undefined {
  return Said.safeParse(data).data?.value.agent;
}

function findTool(data: Payload | undefined): string | undefined {
  return Said.safeParse(data).data?.value.tool;
}
