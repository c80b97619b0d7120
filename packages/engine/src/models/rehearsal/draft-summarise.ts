import type { Brief } from './brief.ts';
import { type Draft, toBulletList } from './draft.ts';
import { countTerms, isContentWord, shorten, toWords } from './words.ts';

const SHARE = 1 / 3;
const MOST_SENTENCES = 5;

/** The input's own sentences: those whose words occur most in it, in their own order. */
export const draftSummarise: Draft = (brief, random) => {
  const best = pickSentences(brief);
  const lead = random.pick([
    `In one line: ${shorten(best[0] ?? brief.goal, 200)}`,
    `In short: ${shorten(best[0] ?? brief.goal, 200)}`,
    `What it comes to: ${shorten(best[0] ?? brief.goal, 200)}`,
  ]);
  const rest = best.slice(1).map((sentence) => shorten(sentence, 220));
  const size = `${brief.sentences.length} sentences in, ${best.length} kept, none reworded.`;
  return [lead, ...(rest.length > 0 ? [toBulletList(rest)] : []), size].join('\n\n');
};

function pickSentences({ sentences, material }: Brief): string[] {
  const weights = new Map(countTerms(material));
  const scored = sentences.map((sentence, index) => {
    const words = toWords(sentence).filter(isContentWord);
    const weight = words.reduce((sum, word) => sum + (weights.get(word.toLowerCase()) ?? 0), 0);
    return { sentence, index, score: weight / Math.sqrt(words.length + 1) };
  });
  const count = Math.min(MOST_SENTENCES, Math.max(1, Math.round(sentences.length * SHARE)));
  return scored
    .toSorted((one, other) => other.score - one.score)
    .slice(0, count)
    .toSorted((one, other) => one.index - other.index)
    .map(({ sentence }) => sentence);
}
