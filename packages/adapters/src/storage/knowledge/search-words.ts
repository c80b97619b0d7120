/** What is looked for in a question: its words without those that stand in every text, and without the ends that vary. */
import { toWords } from '../rows/to-words.ts';

/** English and German. Left out only where other words remain. */
const COMMON: ReadonlySet<string> = new Set(
  `a an and any are as at be been but by can could did do does for from had has have how i if in into is it its me my no not of on or our
  shall should so than that the their them then there these they this those to us was we were what when where which who whom why will with
  would you your der die das den dem des ein eine einer eines einem einen und oder ist sind war waren wird werden wie was wer wo wann warum
  welche welcher welches im in am an auf aus bei mit nach von vom zu zum zur es sie er wir ihr ich nicht kein keine auch als für über`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
const SHORT = 4;

/** Words hold only letters and digits, so nothing in them can be taken for an operator. */
export function toSearchWords(text: string): readonly string[] {
  const words = toWords(text.toLowerCase());
  const telling = words.filter((word) => !COMMON.has(word));
  return [...new Set((telling.length > 0 ? telling : words).map(toStem))];
}

/** In the singular, as what begins with it is found too. */
function toStem(word: string): string {
  return word.length > SHORT && /[^s]s$/u.test(word) ? word.slice(0, -1) : word;
}

/** A short word is found whole, a longer one also as the beginning of another. */
export function isBeginning(word: string): boolean {
  return word.length >= SHORT && !/^\d+$/.test(word);
}
