/** The models of a run, with their share of its cost. */
import { REHEARSAL } from '@tutti/protocol';
import type { ModelUse } from '../runs/model-use.ts';
import { joinFacts } from './format-model.ts';
import { formatCost, formatCount, formatTokens } from './format-usage.ts';
import { toPlainLine } from './plain-text.ts';
import type { Style } from './style.ts';

export function renderModelUse(uses: readonly ModelUse[], style: Style): string[] {
  if (uses.length === 0) return [];
  const rows = uses.map((use) => {
    const { model, calls, usage, inDoubtNanoUsd } = use;
    const facts = [
      formatCount(calls, 'call'),
      formatTokens(usage),
      `${usage.estimated ? '~' : ''}${formatCost(usage)}`,
      inDoubtNanoUsd > 0 && `${formatCost({ costNanoUsd: inDoubtNanoUsd })} of it in doubt`,
      model === REHEARSAL ? '' : toShare(use),
    ];
    return `  ${toPlainLine(model)}  ${style.dim(joinFacts(facts))}`;
  });
  return ['', style.bold('Models'), ...rows];
}

/** `2 of 3 free`; nothing where all were paid. */
function toShare({ calls, freeCalls, localCalls }: ModelUse): string {
  const of = (part: number, word: string) => (part === 0 ? '' : part === calls ? word : `${part} of ${calls} ${word}`);
  return joinFacts([of(localCalls, 'local'), of(freeCalls, 'free')], ', ');
}

/** Made up words are no calls that were got for nothing. */

/** `75% free, 25% local`: of all calls of the run. */
export function describeShares(all: readonly ModelUse[]): string {
  const uses = all.filter(({ model }) => model !== REHEARSAL);
  const sum = (part: (use: ModelUse) => number) => uses.reduce((total, use) => total + part(use), 0);
  const [calls, free, local] = [sum((use) => use.calls), sum((use) => use.freeCalls), sum((use) => use.localCalls)];
  const of = (part: number, word: string) => part > 0 && `${Math.round((100 * part) / calls)}% ${word}`;
  return joinFacts([of(free, 'free'), of(local, 'local')], ', ');
}
