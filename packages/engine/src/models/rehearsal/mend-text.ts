import type { Message } from '../../ports/model.ts';

const MISSING = /^## Facts that are missing\n\n((?:- .+\n?)+)/mu;
/** `- f1: The fair ends at 22:00. (the task)` */
const FACT = /^- \S+: (.+) \([^()]*\)$/u;

/** What it wrote before with the facts that are said to be missing; undefined where nobody misses any. */
export function mendText(messages: readonly Message[]): string | undefined {
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  const [, list = ''] = MISSING.exec(messages[asked]?.text ?? '') ?? [];
  const before = messages.slice(0, asked).findLast(({ role }) => role === 'assistant');
  const facts = list.split('\n').flatMap((line) => FACT.exec(line)?.[1] ?? []);
  if (!before || facts.length === 0) return undefined;
  return `${before.text}\n\n${facts.map((fact) => `- ${fact}`).join('\n')}`;
}
