/** Words of models, tools and people may hold control codes, with which a text could redraw the terminal it is shown in. */
const CONTROL = /[^\P{Cc}\t\n]|\p{Bidi_Control}|\ufeff/gu;

export function toPlainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROL, '');
}

/** On one line. */
export function toPlainLine(text: string): string {
  return toPlainText(text.replace(/\s+/g, ' ')).trim();
}
