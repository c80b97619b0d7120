/** How often the selector is right, and where it is not. */
import type { Selector } from '@tutti/engine';
import type { TaskAnalysis } from '@tutti/protocol';
import type { Labelled } from './labelled.ts';

export interface Mistake {
  readonly labelled: Labelled;
  readonly answer: TaskAnalysis;
  readonly wrong: readonly ('top-1' | 'top-3' | 'type' | 'complexity' | 'pattern')[];
}

export interface Judgement {
  readonly count: number;
  /** Shares from 0 to 1. */
  readonly right: {
    readonly top1: number;
    readonly top3: number;
    readonly type: number;
    readonly complexity: number;
    readonly pattern: number;
  };
  readonly mistakes: readonly Mistake[];
}

export function judge(selector: Selector, requests: readonly Labelled[]): Judgement {
  const mistakes = requests.map((labelled): Mistake => {
    const answer = selector.analyze(labelled.request, { most: 3 });
    const right = answer.agents.map(({ id }) => labelled.agents.includes(id));
    const wrong: Mistake['wrong'][number][] = [];
    if (right[0] !== true) wrong.push('top-1');
    if (!right.includes(true)) wrong.push('top-3');
    if (answer.type !== labelled.type) wrong.push('type');
    if (answer.complexity !== labelled.complexity) wrong.push('complexity');
    if (!labelled.pattern.includes(answer.pattern)) wrong.push('pattern');
    return { labelled, answer, wrong };
  });
  const share = (what: Mistake['wrong'][number]) =>
    1 - mistakes.filter(({ wrong }) => wrong.includes(what)).length / requests.length;
  return {
    count: requests.length,
    right: {
      top1: share('top-1'),
      top3: share('top-3'),
      type: share('type'),
      complexity: share('complexity'),
      pattern: share('pattern'),
    },
    mistakes: mistakes.filter(({ wrong }) => wrong.length > 0),
  };
}
