/** At most so many characters of a text; where some are left out, it says so and how many. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Half of a pair of surrogates is no character.
  const kept = text.slice(0, limit).replace(/[\uD800-\uDBFF]$/u, '');
  return `${kept} [… ${(text.length - kept.length).toLocaleString('en-US')} more characters are left out here]`;
}
