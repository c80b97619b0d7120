/** The labelled requests, both halves; every mistake is said. The weights were fitted to the training half only. */
import { readSelection } from '@tutti/adapters/selection';
import { createSelector } from '@tutti/engine';
import type { Figure, Target } from '../report/figure.ts';
import type { Bench, Measure } from '../report/measure.ts';
import { asStrangers, judgeStrangers } from './as-strangers.ts';
import { judge, type Judgement, type Mistake } from './judge.ts';
import { readLabelled } from './labelled.ts';
import { readLessons, SELECTION } from './read-lessons.ts';

const PERCENT = 100;
const TARGETS: Readonly<Record<keyof Judgement['right'], Target | undefined>> = {
  top1: { atLeast: 90 },
  top3: { atLeast: 98 },
  type: undefined,
  complexity: { atLeast: 85 },
  pattern: { atLeast: 85 },
};
const NAMES: Readonly<Record<keyof Judgement['right'], string>> = {
  top1: 'first agent right (top-1)',
  top3: 'right agent among the first three (top-3)',
  type: 'type right',
  complexity: 'complexity right',
  pattern: 'pattern right',
};
const MOST_CONFUSED = 25;

export const accuracy: Measure = {
  name: 'accuracy',
  async measure({ say }) {
    const [{ train, test }, { agents }, knowledge] = await Promise.all([
      readLabelled(),
      readLessons(),
      readSelection(SELECTION),
    ]);
    const selector = createSelector(agents, knowledge);
    const [seen, unseen] = [judge(selector, train), judge(selector, test)];
    tellMistakes('train', seen, say);
    tellMistakes('test', unseen, say);
    const strangers = judgeStrangers(asStrangers(agents, knowledge), train);
    return [
      ...toFigures('test', unseen, TARGETS),
      ...toFigures('train', seen, {}),
      {
        name: 'train: an agent that nobody trained for, by its own text alone, among the first three',
        value: PERCENT * strangers,
        unit: '%',
      },
    ];
  },
};

function toFigures(
  half: string,
  { right, count }: Judgement,
  targets: Readonly<Partial<Record<keyof Judgement['right'], Target | undefined>>>,
): Figure[] {
  return (['top1', 'top3', 'pattern', 'complexity', 'type'] as const).map((key) => {
    const target = targets[key];
    const name = `${half}, ${count} requests: ${NAMES[key]}`;
    return { name, value: Math.round(PERCENT * PERCENT * right[key]) / PERCENT, unit: '%', ...(target && { target }) };
  });
}

function tellMistakes(half: string, { mistakes }: Judgement, say: Bench['say']): void {
  const confused = Map.groupBy(
    mistakes.filter(({ wrong }) => wrong.includes('top-1')),
    ({ labelled, answer }) => `${labelled.agents[0]} taken for ${answer.agents[0]?.id}`,
  );
  const most = [...confused].toSorted(([, one], [, other]) => other.length - one.length).slice(0, MOST_CONFUSED);
  for (const [pair, group] of most) say(`${half}: ${pair}: ${group.length}`);
  for (const mistake of mistakes) say(`${half}: ${describe(mistake)}`);
}

function describe({ labelled, answer, wrong }: Mistake): string {
  const agents = `agents ${answer.agents.map(({ id }) => id).join(', ')}; expected ${labelled.agents.join(' or ')}`;
  const parts = [
    ...(wrong.includes('top-1') ? [agents] : []),
    ...(wrong.includes('type') ? [`type ${answer.type}; expected ${labelled.type}`] : []),
    ...(wrong.includes('complexity') ? [`complexity ${answer.complexity}; expected ${labelled.complexity}`] : []),
    ...(wrong.includes('pattern') ? [`pattern ${answer.pattern}; expected ${labelled.pattern.join(' or ')}`] : []),
  ];
  return `${labelled.id} ${wrong.join(', ')} wrong: "${labelled.request}": ${parts.join('. ')}`;
}
