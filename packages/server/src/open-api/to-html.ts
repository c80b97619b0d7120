const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function toHtml(text: unknown): string {
  return String(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Texts of the contract mark code as Markdown does. */
export function toHtmlWithCode(text: unknown): string {
  return toHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
