/** What separates words is thrown away, so a search holds nothing that an index could take for an instruction. */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/** A longer question than this is cut: nobody types it, and each word costs. */
const WORD_LIMIT = 32;

export function toWords(text: string): readonly string[] {
  return [...new Set(text.match(WORD) ?? [])].slice(0, WORD_LIMIT);
}
