/** Endings, the longest first, with what takes their place; a stem keeps at least three letters. */
const ENDINGS: readonly (readonly [ending: string, instead: string])[] = [
  ['isations', 'ise'],
  ['izations', 'ise'],
  ['isation', 'ise'],
  ['ization', 'ise'],
  ['izing', 'ise'],
  ['ized', 'ise'],
  ['izes', 'ise'],
  ['ize', 'ise'],
  ['ations', 'at'],
  ['ation', 'at'],
  ['ating', 'at'],
  ['ated', 'at'],
  ['ates', 'at'],
  ['ments', ''],
  ['ment', ''],
  ['ingly', ''],
  ['ings', ''],
  ['ing', ''],
  ['iest', 'y'],
  ['ies', 'y'],
  ['ied', 'y'],
  ['edly', ''],
  ['sses', 'ss'],
  ['ches', 'ch'],
  ['shes', 'sh'],
  ['xes', 'x'],
  ['ed', ''],
  ['es', ''],
  ['ly', ''],
  ['ss', 'ss'],
  ['us', 'us'],
  ['is', 'is'],
  ['s', ''],
  ['e', ''],
];
const SHORTEST = 3;

/** What the forms of a word have in common: `restores`, `restored` and `restoring` are `restor`. It need not be a word. */
export function toStem(word: string): string {
  if (word.length <= SHORTEST || /\d/u.test(word)) return word;
  for (const [ending, instead] of ENDINGS) {
    if (!word.endsWith(ending) || word.length - ending.length < SHORTEST) continue;
    const stem = word.slice(0, -ending.length) + instead;
    return trim(stem);
  }
  return word;
}

/** `stopp` is `stop`, `optimise` is `optimis`. */
function trim(stem: string): string {
  if (stem.length > SHORTEST && stem.endsWith('e')) return stem.slice(0, -1);
  return /([bdgmnprt])\1$/u.test(stem) && stem.length > SHORTEST ? stem.slice(0, -1) : stem;
}
