/** The words of a text and where they stand: letters and digits, also of other scripts, held together by what stands inside numbers and names. */
export interface WordAt {
  readonly word: string;
  readonly at: number;
}

/** Below are signs of Latin-1; of those above, only these ranges are punctuation. */
const FIRST_LETTER = 0xc0;
const PUNCTUATION = [
  [0x2000, 0x2bff],
  [0x3000, 0x303f],
  [0xfe00, 0xff0f],
] as const;
/** By their code: what a word is made of, and what may stand inside one. */
const PARTS = toTable('abcdefghijklmnopqrstuvwxyz0123456789_');
const JOINTS = toTable(".:'-+");

/** Of a text in small letters. */
export function findWords(text: string): readonly WordAt[] {
  const found: WordAt[] = [];
  let from = -1;
  for (let at = 0; at <= text.length; at++) {
    const code = text.charCodeAt(at);
    if (isPart(code)) {
      if (from < 0) from = at;
    } else if (from >= 0 && !(JOINTS[code] === 1 && isPart(text.charCodeAt(at + 1)))) {
      found.push({ word: text.slice(from, at), at: from });
      from = -1;
    }
  }
  return found;
}

function isPart(code: number): boolean {
  if (code < FIRST_LETTER) return PARTS[code] === 1;
  return code >= FIRST_LETTER && !PUNCTUATION.some(([low, high]) => code >= low && code <= high);
}

function toTable(signs: string): Uint8Array {
  const table = new Uint8Array(FIRST_LETTER);
  for (const sign of signs) table[sign.charCodeAt(0)] = 1;
  return table;
}
