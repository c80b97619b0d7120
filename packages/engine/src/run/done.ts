/** Everything that a step's outcome will say, worked out and checked before any of it is written down: later it is too late to refuse it. */
import { Label, Usage } from '@tutti/protocol';
import * as z from 'zod';
import { RunError } from '../errors.ts';
import type { StoredMessage } from '../ports/journal.ts';
import { type Packed, packPayload } from './payload.ts';
import type { RunCore } from './run-core.ts';
import type { StepPlan } from './step-plan.ts';

export interface Done {
  readonly packed: Packed;
  readonly usage: Usage | undefined;
  readonly labels: readonly Label[];
  readonly messages: readonly StoredMessage[] | undefined;
}

const Labels = z.array(Label);

export function toDone(core: RunCore, plan: StepPlan, given: unknown): Done {
  const { options } = plan;
  const output = options.output ? parseTold(plan, options.output, { what: 'result', given }) : given;
  const packed = packPayload(output, core.ports.redact);
  // What the journal gives back has to fit, too.
  if (options.output) parseTold(plan, options.output, { what: 'result', given: packed.value });
  return {
    packed,
    usage: parseTold(plan, Usage.optional(), { what: 'usage', given: options.usage?.(output) }),
    labels: parseTold(plan, Labels, { what: 'labels', given: options.labels?.(output) ?? [] }),
    messages: options.messages?.(output),
  };
}

export function parseTold<Told>(
  plan: StepPlan,
  schema: z.ZodType<Told>,
  { what, given }: { what: string; given: unknown },
): Told {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new RunError('step_failed', `the ${what} does not have its shape: ${parsed.error.message}`, {
    path: plan.path,
  });
}
