/** From what a team that hands on has recorded to its hops: what was carried, asked, contradicted, and missing at the end. */
import * as z from 'zod';
import { findFact, listFacts, type Recorded } from './recorded.ts';

const HandedOver = z.object({
  by: z.string(),
  /** Absent for the last, and in runs from before there were contracts. */
  to: z.string().optional(),
  step: z.number(),
  of: z.number(),
  block: z.string().optional(),
  facts: z.number().optional(),
  required: z.number().optional(),
  open: z.array(z.string()).default([]),
});
const AskedBack = z.object({ by: z.string(), of: z.string(), step: z.number(), questions: z.array(z.string()) });
const Answered = z.object({ by: z.string(), for: z.string(), answer: z.string() });
const LeftOpen = z.object({ by: z.string(), for: z.string(), reason: z.string() });
const Contradicted = z.object({
  fact: z.string(),
  stated: z.string().default(''),
  by: z.string(),
  step: z.number(),
  says: z.string(),
  value: z.string(),
});
const Checked = z.object({
  by: z.string(),
  required: z.number(),
  missing: z.array(z.string()),
  mended: z.array(z.string()),
  appended: z.array(z.string()),
  lost: z.array(z.string()),
});

export interface AskedBack extends z.infer<typeof AskedBack> {
  readonly answer: string | undefined;
  /** Why there was none. */
  readonly leftOpen: string | undefined;
}

export interface Hop extends z.infer<typeof HandedOver> {
  readonly asked: readonly AskedBack[];
  readonly contradictions: readonly z.infer<typeof Contradicted>[];
}

export function readSequential(recorded: readonly Recorded[]) {
  const contradictions = listFacts(recorded, 'handoff.contradicted', Contradicted);
  const asked = listAsked(recorded);
  const hops = listFacts(recorded, 'sequential.handed_over', HandedOver).map(
    (hop): Hop => ({
      ...hop,
      asked: asked.filter(({ step }) => step === hop.step),
      contradictions: contradictions.filter(({ step }) => step === hop.step),
    }),
  );
  return {
    hops,
    /** Of whoever has not handed over yet. */
    open: asked.filter(({ step }) => hops.every((hop) => hop.step !== step)),
    checked: findFact(recorded, 'handoff.checked', Checked),
  };
}

/** Answers come in the order of the questions, one for each. */
function listAsked(recorded: readonly Recorded[]): readonly AskedBack[] {
  const ends = recorded.filter(({ name }) => name === 'handoff.answered' || name === 'handoff.left_open');
  return listFacts(recorded, 'handoff.asked_back', AskedBack).map((asked, place) => {
    const end = ends.slice(place, place + 1);
    return {
      ...asked,
      answer: findFact(end, 'handoff.answered', Answered)?.answer,
      leftOpen: findFact(end, 'handoff.left_open', LeftOpen)?.reason,
    };
  });
}
