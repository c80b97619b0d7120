/** The one-time code in a link or in what stands behind its `#`. */
export function findCode(text: string): string | undefined {
  const at = text.indexOf('#');
  return new URLSearchParams(at === -1 ? '' : text.slice(at + 1)).get('code') || undefined;
}
