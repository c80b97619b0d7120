/** Documents fall into passages at their headings and paragraphs: long enough to say something, short enough to be cited. */
import type { Passage } from '@tutti/engine';
import { DOCUMENT_LIMITS } from '@tutti/protocol';
import type { Block, ReadDocument } from './reading/read-document.ts';
import { ReadingError } from './reading/reading-error.ts';

/** Characters: about three hundred words of English, and what is never gone beyond. */
const WANTED = 1_200;
const MOST = 2_000;

/** Each says exactly what stands at its place, so that a citation of it resolves to the letter. */
export function cutPassages({ text, blocks }: Pick<ReadDocument, 'text' | 'blocks'>): readonly Passage[] {
  const passages: Passage[] = [];
  let open: Block | undefined;
  const close = () => {
    if (open) passages.push(toPassage(text, open));
    open = undefined;
  };
  for (const block of blocks.flatMap((each) => divide(text, each))) {
    if (open && !belongs(open, block)) close();
    open = open ? { ...open, end: block.end } : block;
    if (open.end - open.start >= WANTED) close();
  }
  close();
  if (passages.length > DOCUMENT_LIMITS.passages)
    throw new ReadingError(
      'document_too_large',
      `it falls into ${passages.length} passages, and ${DOCUMENT_LIMITS.passages} are kept of one document`,
    );
  return passages;
}

function belongs(open: Block, next: Block): boolean {
  const isAlike = open.page === next.page && open.headings.join('\n') === next.headings.join('\n');
  return isAlike && next.end - open.start <= MOST;
}

/** A block that is too long falls apart at the end of a line, a sentence or a word, whichever comes last. */
function divide(text: string, block: Block): readonly Block[] {
  const parts: Block[] = [];
  let { start } = block;
  while (block.end - start > MOST) {
    const end = findEnd(text, start);
    parts.push({ ...block, start, end });
    start = end + (/^\s*/.exec(text.slice(end, block.end))?.[0].length ?? 0);
  }
  if (start < block.end) parts.push({ ...block, start });
  return parts;
}

function findEnd(text: string, start: number): number {
  const piece = text.slice(start, start + MOST);
  const least = WANTED / 2;
  const line = piece.lastIndexOf('\n');
  if (line >= least) return start + line;
  const sentence = Math.max(...['. ', '? ', '! ', '。'].map((end) => piece.lastIndexOf(end)));
  if (sentence >= least) return start + sentence + 1;
  const word = piece.lastIndexOf(' ');
  if (word >= least) return start + word;
  // No half of a character of two parts.
  return start + (/[\uD800-\uDBFF]$/.test(piece) ? MOST - 1 : MOST);
}

function toPassage(text: string, { start, end, headings, page }: Block): Passage {
  return { start, end, text: text.slice(start, end), headings, ...(page !== undefined && { page }) };
}
