import { cycleSubjects, type Draft, toBulletList } from './draft.ts';
import { countTerms, shorten, toWords } from './words.ts';

/** What can be counted in the text is counted; nothing else is claimed. */
export const draftAnalyse: Draft = (brief, random) => {
  const text = `${brief.goal}\n${brief.material === brief.goal ? '' : brief.material}`;
  const [first = '', second = ''] = cycleSubjects(brief, 2);
  const numbers = (text.match(/(?<![\w.])\d+(?:\.\d+)?(?![\w]|\.\d)/gu) ?? []).map(Number);
  const terms = countTerms(text).slice(0, 4);
  const opening = random.pick([
    `Decision at stake: ${shorten(brief.goal, 160)}`,
    `Read for what would change the decision about ${first}.`,
    `Looked at ${first} by what the text itself holds.`,
  ]);
  const caveat = random.pick([
    `What could make this wrong: words that occur often are not always what matters; ${second} may be named once and decide everything.`,
    `What could make this wrong: nothing says over which period ${first} was looked at.`,
    `Next measurement worth its cost: ${second}, before and after, with the same rule.`,
  ]);
  return [
    opening,
    describeNumbers(numbers),
    `Most frequent terms (of ${toWords(text).length} words):\n${toBulletList(terms.map(([term, count]) => `${term}: ${count}`))}`,
    caveat,
  ].join('\n\n');
};

function describeNumbers(numbers: readonly number[]): string {
  if (numbers.length === 0) return 'Figures: the text holds none, so nothing is computed from it.';
  const sum = numbers.reduce((total, number) => total + number, 0);
  const round = (value: number) => Math.round(value * 100) / 100;
  const facts = [
    `how many: ${numbers.length}`,
    `lowest: ${Math.min(...numbers)}`,
    `highest: ${Math.max(...numbers)}`,
    `sum: ${round(sum)}`,
    `mean: ${round(sum / numbers.length)}`,
  ];
  return `Figures in the text (units not checked):\n${toBulletList(facts)}`;
}
