import type { Labelled } from '@tutti/protocol';
import { quote } from '../quoting/quote.ts';

interface Lot {
  readonly what: string;
  readonly plan: string;
  /** It is the whole goal. */
  readonly alone: boolean;
}

/** What the winner is asked; its own plan is what it was chosen for. */
export function toWorkPrompt(goal: Labelled, { what, plan, alone }: Lot): Labelled {
  const text = [
    goal.text,
    ...(alone ? [] : [`Your part of this goal, and nothing else of it:\n${what}`]),
    ...(plan.trim() === '' ? [] : [`What you said you would do:\n${quote(plan)}`]),
    'Do it now, whole.',
  ].join('\n\n');
  return { text, labels: goal.labels };
}
