/**
 * What waits for a person: a request that a program makes, or an effect in doubt. Both are open in the run's state, and an
 * answer is bound to what was shown: it names the subject, so that nobody approves one thing and lets another happen.
 */
import * as z from 'zod';
import { Hash, Instant, RunId, StepPath } from './ids.ts';
import { Json } from './json.ts';
import type { RunState } from './run-state.ts';

export const ApprovalDecision = z.enum(['approved', 'rejected', 'revise']);
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;

/** What a wait is about, where it is for an approval. */
export const ApprovalRequest = z.object({
  approval: z.string().min(1).max(200),
  /** Of what is shown. */
  subject: Hash,
  shows: Json,
  decisions: z.array(ApprovalDecision).min(1),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/** The payload of the signal that answers. */
export const ApprovalAnswer = z.object({
  decision: ApprovalDecision,
  comment: z.string().max(5_000).optional(),
  subject: Hash,
  /** Of the wait: what was meant for it does not count for a later one that shows the same. */
  path: StepPath.optional(),
});
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>;

const fields = {
  /** Of the run and the path; only good for asking and answering. */
  id: z.string().min(1).max(1_600),
  run: RunId,
  path: StepPath,
  title: z.string(),
  subject: z.string(),
  since: Instant,
};
export const OpenApproval = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('request'),
    ...fields,
    key: z.string(),
    shows: Json,
    decisions: z.array(ApprovalDecision),
  }),
  z.object({
    kind: z.literal('doubt'),
    ...fields,
    attempt: z.int().positive(),
    cause: z.string(),
    message: z.string().optional(),
  }),
]);
export type OpenApproval = z.infer<typeof OpenApproval>;

const NO_INTENT = { name: 'a step', attempt: 1 };

/** Everything in a run that a person has to decide, the oldest first. */
export function listOpenApprovals({ run, title, waits, doubts, intents }: RunState): OpenApproval[] {
  const requests = Object.entries(waits).flatMap(([path, { key, about, since }]): OpenApproval[] => {
    const request = about === undefined || key === undefined ? undefined : ApprovalRequest.safeParse(about).data;
    if (!request || key === undefined) return [];
    const { approval, subject, shows, decisions } = request;
    return [{ kind: 'request', ...place(run, path), key, title: approval, subject, since, shows, decisions }];
  });
  const open = Object.entries(doubts).map(([path, { key, cause, since, message }]): OpenApproval => {
    const { name, attempt } = intents[path] ?? NO_INTENT;
    const about = { title: `Did "${name}" happen? ${title}`, subject: `${key}#${attempt}`, since, attempt, cause };
    return { kind: 'doubt', ...place(run, path), ...about, ...(message !== undefined && { message }) };
  });
  return [...requests, ...open].toSorted((one, other) => one.since - other.since);
}

/** How many there are; cheap, as it is asked at each write. */
export function countOpenApprovals({ waits, doubts }: RunState): number {
  let count = Object.keys(doubts).length;
  for (const { about } of Object.values(waits))
    if (about !== undefined && ApprovalRequest.safeParse(about).success) count++;
  return count;
}

function place(run: RunId, path: string): { id: string; run: RunId; path: StepPath } {
  return { id: toApprovalId(run, path), run, path: path as StepPath };
}

/** Paths hold slashes, so what stands in an address is escaped: everything but letters, digits, `-` and `_` as `.xx`. */
export function toApprovalId(run: RunId, path: string): string {
  const escaped = Array.from(new TextEncoder().encode(path), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9_-]/.test(character) ? character : `.${byte.toString(16).padStart(2, '0')}`;
  });
  return `${run}~${escaped.join('')}`;
}

/** Undefined where the text is no such id. */
export function parseApprovalId(id: string): { run: RunId; path: string } | undefined {
  const [head = '', tail = ''] = id.split('~');
  const run = RunId.safeParse(head);
  if (!run.success || !/^([A-Za-z0-9_-]|\.[0-9a-f]{2})+$/.test(tail)) return undefined;
  const bytes = tail
    .match(/\.[0-9a-f]{2}|./g)
    ?.map((part) => (part.length === 1 ? part.charCodeAt(0) : Number.parseInt(part.slice(1), 16)));
  return { run: run.data, path: new TextDecoder().decode(new Uint8Array(bytes ?? [])) };
}
