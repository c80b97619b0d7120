/** Characters that nobody sees and that a model reads all the same: zero widths, changes of direction, tags, and control characters but tab and line. */
const UNSEEN =
  /[\u200b\u2060-\u2064\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u{e0000}-\u{e007f}]|[^\P{Cc}\t\n]/gu;

export function toPlainText(text: string): string {
  return text.replaceAll(/\r\n?/gu, '\n').replaceAll(UNSEEN, '');
}
