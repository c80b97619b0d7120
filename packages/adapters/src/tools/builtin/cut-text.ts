/** A long text is cut where everybody sees it. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}\n[cut: these are ${kept.length} of ${text.length} characters]`;
}
