/** How many of something, in words: `1 round`, `2,000 rounds`. */
export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
