/** An agent that stands for a product must never pass for it: where the product is not configured, that is the first thing said, and not by the model. */
import type { Agent } from '@tutti/protocol';

/** The model hears of it, so that it prepares and advises instead of acting as if. */
export function withNotice(agent: Agent, notice: string | undefined): Agent {
  if (notice === undefined) return agent;
  const told = `${notice} Whoever reads your answer is told so above it. Advise and prepare; report nothing as done there.`;
  return { ...agent, instructions: `${agent.instructions}\n\n${told}` };
}

export function headed<Result extends { readonly text: string; readonly answer: unknown }>(
  result: Result,
  notice: string,
): Result {
  const text = `${notice}\n\n${result.text}`;
  return { ...result, text, answer: text };
}
