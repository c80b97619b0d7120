const WORD = /[a-z0-9]+(?:[+#]+|(?:[-'./][a-z0-9]+)*)/gu;

/** The words of a text in lower case without accents, in order. `CI/CD`, `c++` and `node.js` are one word each, `gpt-engineer` is two. */
export function toWords(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase();
  return (plain.match(WORD) ?? []).flatMap(toParts);
}

/** Hyphens and slashes join words that also stand alone, but not in short names such as `ci/cd` and `e-mail`. */
function toParts(word: string): string[] {
  const bare = word.replace(/'(?:s|t|re|ve|ll|d|m)?$/u, '').replaceAll("'", '');
  if (!/[-/]/u.test(bare)) return [bare];
  const parts = bare.split(/[-/]/u);
  return parts.every((part) => part.length > 2) ? parts : [parts.join(''), ...parts.filter((part) => part.length > 2)];
}
