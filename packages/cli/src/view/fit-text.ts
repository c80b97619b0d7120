/** Cutting by what is seen: some characters take two columns, some none. */
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const COLOUR = /\p{Cc}\[\d+m/gu;
const COLOUR_OR_TEXT = /(\p{Cc}\[\d+m)/u;

export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text.replace(COLOUR, ''))) width += widthOfGrapheme(segment);
  return width;
}

/** The beginning of a text without colours, with an ellipsis where something was cut off. */
export function fitText(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (widthOf(text) <= columns) return text;
  return `${takeColumns(text, columns - 1)}…`;
}

/** The end of it, for words that are still coming. */
export function fitTail(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (widthOf(text) <= columns) return text;
  const reversed = [...graphemes.segment(text)].map(({ segment }) => segment).toReversed();
  let width = 1;
  const taken: string[] = [];
  for (const segment of reversed) {
    width += widthOfGrapheme(segment);
    if (width > columns) break;
    taken.push(segment);
  }
  return `…${taken.toReversed().join('')}`;
}

/** The beginning of a line with colours; every colour stays, so what was begun is also ended. */
export function cutColoured(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  let room = columns;
  return line
    .split(COLOUR_OR_TEXT)
    .map((part) => {
      if (part.search(COLOUR) === 0) return part;
      const kept = takeColumns(part, room);
      // Nothing may follow what was cut.
      room = kept === part ? room - widthOf(part) : 0;
      return kept;
    })
    .join('');
}

export function padText(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(columns - widthOf(text), 0));
}

function takeColumns(text: string, columns: number): string {
  let width = 0;
  let taken = '';
  for (const { segment } of graphemes.segment(text)) {
    width += widthOfGrapheme(segment);
    if (width > columns) break;
    taken += segment;
  }
  return taken;
}

function widthOfGrapheme(segment: string): number {
  return WIDE.test(segment) ? 2 : 1;
}
