/** Each part of the training requests, judged by a selector that has not seen a word of those who wrote it. */
import { createSelector } from '@tutti/engine';
import type { Measure } from '../report/measure.ts';
import { fitKnowledge } from './fit-knowledge.ts';
import { judge, type Judgement } from './judge.ts';
import { readLabelled, writerOf } from './labelled.ts';
import { readLessons } from './read-lessons.ts';

const PARTS = 5;
const PERCENT = 100;
const KINDS = ['top1', 'top3', 'pattern', 'complexity', 'type'] as const;

export const byNewWriters: Measure = {
  name: 'writers',
  async measure({ say }) {
    const [{ train }, lessons] = await Promise.all([readLabelled(), readLessons()]);
    const writers = [...new Set(train.map(writerOf))].toSorted();
    const right = { top1: 0, top3: 0, pattern: 0, complexity: 0, type: 0 };
    for (let part = 0; part < PARTS; part++) {
      const left = writers.filter((_, index) => index % PARTS === part);
      const labelled = train.filter((one) => !left.includes(writerOf(one)));
      const selector = createSelector(lessons.agents, fitKnowledge({ ...lessons, labelled }));
      for (const writer of left) {
        const judgement = judge(
          selector,
          train.filter((one) => writerOf(one) === writer),
        );
        say(`writer ${writer}: ${describe(judgement)}`);
        for (const kind of KINDS) right[kind] += judgement.right[kind] * judgement.count;
      }
    }
    return KINDS.map((kind) => ({
      name: `writers whose words were not learnt, ${train.length} requests: ${kind} right`,
      value: Math.round((PERCENT * PERCENT * right[kind]) / train.length) / PERCENT,
      unit: '%',
    }));
  },
};

function describe({ count, right }: Judgement): string {
  return `${count} requests, ${KINDS.map((kind) => `${kind} ${(PERCENT * right[kind]).toFixed(1)} %`).join(', ')}`;
}
