import { type Artefact, type Label, unionLabels } from '@tutti/protocol';
import { RunError } from '../errors.ts';
import type { PatternResult } from '../patterns/pattern.ts';
import type { Scope } from '../run/scope.ts';

/** What one round of work has brought. */
export interface TeamWork extends PatternResult {
  readonly artefact: Artefact;
  /** Of everything that went into it. */
  readonly labels: readonly Label[];
}

/** Keeps the result as a document; the next round's is the next version of it. */
export async function keepWork(scope: Scope, labels: readonly Label[], result: PatternResult): Promise<TeamWork> {
  const { text } = result.result;
  if (result.contributions.length === 0) throw new RunError('join_failed', `no agent gave an answer\n${text}`);
  const all = unionLabels(labels, result.result.labels);
  const artefact = await scope.produce({ name: 'result.md', mediaType: 'text/markdown', text, labels: all });
  return { ...result, artefact, labels: all };
}
