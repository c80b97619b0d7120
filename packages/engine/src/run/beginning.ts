/** The first characters of a text. Half a character, as a cut can leave it, is left out. */
export function takeBeginning(text: string, limit: number): string {
  return text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');
}
