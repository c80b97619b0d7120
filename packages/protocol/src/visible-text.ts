/** Controls, formats (bidirectional marks, zero widths, tags), what is not assigned, and letters that look like nothing at all. */
const UNSEEN = /[^\P{C}\n\t]|[\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu;

/** The text with everything that nobody would see written out, as JSON would: what is decided about must not look like something else. */
export function toVisibleText(text: string): string {
  return text.replace(UNSEEN, (unseen) =>
    Array.from(
      { length: unseen.length },
      (_, index) => `\\u${unseen.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
