/** What another runtime has answered, as it stands in the journal. */
import { Amount, Budget, EffectClass, Label, RuntimeKind, Usage } from '@tutti/protocol';
import * as z from 'zod';
import type { RuntimeTerms } from '../../ports/runtime.ts';

const ToldArtefact = z.object({
  name: z.string().min(1).max(255),
  mediaType: z.string().min(1).max(100),
  text: z.string(),
});

const answering = { text: z.string(), usage: Usage.optional(), labels: z.array(Label) };

const ToldAnswer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('answered'),
    ...answering,
    artefacts: z.array(ToldArtefact).max(50).default([]),
    session: z.string().max(2_000).optional(),
  }),
  z.object({ status: z.literal('underway'), session: z.string().min(1).max(2_000) }),
  z.object({ status: z.literal('asks'), ...answering, session: z.string().min(1).max(2_000) }),
]);

/** A person who says that a turn in doubt was taken tells its answer as plain text. */
export const Told = z.preprocess(
  (told) => (typeof told === 'string' ? { status: 'answered', text: told, labels: [] } : told),
  ToldAnswer,
);
export type Told = z.infer<typeof ToldAnswer>;

export const Choice = z.discriminatedUnion('by', [
  z.object({ by: z.literal('model'), notice: z.string().optional() }),
  z.object({
    by: z.literal('elsewhere'),
    terms: z.object({
      kind: RuntimeKind,
      name: z.string().min(1).max(100),
      effect: EffectClass,
      timeoutMs: z.int().positive(),
      worstCase: Budget.optional(),
      target: z.string().optional(),
      local: z.boolean(),
    }),
  }),
]);
export type Choice = z.infer<typeof Choice>;

type Stated = Pick<RuntimeTerms, 'worstCase'>;

/** What is set aside for one answer. Of what is not stated nothing can be. */
export function toWorstCase({ worstCase }: Stated): Amount {
  return { tokens: worstCase?.tokens ?? 0, costNanoUsd: worstCase?.costNanoUsd ?? 0 };
}

export function isFree({ worstCase }: Stated): boolean {
  return worstCase?.costNanoUsd === 0;
}

/** What was used, as far as anybody knows: what is not told counts as the worst case, and so does what has only begun. */
export function toUsage(told: Told, terms: Stated): Usage {
  const usage = told.status === 'underway' ? undefined : told.usage;
  if (usage && usage.estimated !== true) return usage;
  const { tokens, costNanoUsd } = toWorstCase(terms);
  const { inputTokens, outputTokens } = usage ?? { inputTokens: tokens, outputTokens: 0 };
  // Tokens without a price cost as much as they may; where they cost nothing that is known.
  const isKnown = isFree(terms) && (usage !== undefined || tokens === 0);
  return { inputTokens, outputTokens, costNanoUsd, ...(!isKnown && { estimated: true }) };
}

/** The worst case was booked when the work began, and what is booked is never taken back: only what goes beyond it comes on top. */
export function toUsageBeyond(told: Told, terms: Stated): Usage {
  const booked = toUsage({ status: 'underway', session: 'booked' }, terms);
  const used = told.status === 'underway' || !told.usage ? booked : toUsage(told, terms);
  return {
    inputTokens: Math.max(0, used.inputTokens + used.outputTokens - booked.inputTokens),
    outputTokens: 0,
    costNanoUsd: Math.max(0, used.costNanoUsd - booked.costNanoUsd),
    ...(used.estimated && { estimated: true }),
  };
}
