/** What the words of requests mean to each other: which of them stand for one concept, and which only set the scene. */
import { toStem } from './text/to-stem.ts';
import { toWords } from './text/to-words.ts';

export interface LexiconData {
  /** For each concept the words and phrases that stand for it. */
  readonly concepts: Readonly<Record<string, readonly string[]>>;
  /** Words that name a place, a trade or a person, not what is asked for. */
  readonly scenery: readonly string[];
}

export interface Lexicon {
  /** The concepts that stems in this order speak of. */
  findConcepts(stems: readonly string[]): Set<string>;
  isScenery(stem: string): boolean;
}

interface PhraseNode {
  readonly next: Map<string, PhraseNode>;
  readonly concepts: Set<string>;
}

export function createLexicon({ concepts, scenery }: LexiconData): Lexicon {
  const root = createNode();
  for (const [concept, phrases] of Object.entries(concepts))
    for (const phrase of phrases) plant(root, toWords(phrase).map(toStem), concept);
  const scene = new Set(scenery.flatMap(toWords).map(toStem));
  return {
    isScenery: (stem) => scene.has(stem),
    findConcepts(stems) {
      const found = new Set<string>();
      for (let start = 0; start < stems.length; start++) {
        let node: PhraseNode | undefined = root;
        for (let end = start; node !== undefined && end < stems.length; end++) {
          node = node.next.get(stems[end] ?? '');
          for (const concept of node?.concepts ?? []) found.add(concept);
        }
      }
      return found;
    },
  };
}

function plant(root: PhraseNode, stems: readonly string[], concept: string): void {
  let node = root;
  for (const stem of stems) {
    const next = node.next.get(stem) ?? createNode();
    node.next.set(stem, next);
    node = next;
  }
  if (node !== root) node.concepts.add(concept);
}

function createNode(): PhraseNode {
  return { next: new Map(), concepts: new Set() };
}
