import type { Brief } from './brief.ts';
import { cycleSubjects, type Draft } from './draft.ts';
import type { SeededRandom } from './seeded-random.ts';
import { capitalise, toWords, withoutEnd } from './words.ts';

interface Names {
  readonly action: string;
  readonly item: string;
  readonly check: string;
}

type Sketch = (names: Names, goal: string) => string;

const typescript: Sketch = ({ action, item, check }, goal) => `\`\`\`ts
/** ${goal}. */
export function ${action}(${item}: readonly string[]): string[] {
  if (${item}.length === 0) throw new RangeError('${item} is empty');
  return ${item}.map((entry) => entry.trim()).filter(${check});
}

function ${check}(entry: string): boolean {
  return entry !== '';
}
\`\`\``;

const python: Sketch = ({ action, item, check }, goal) => `\`\`\`python
def ${toSnake(action)}(${toSnake(item)}: list[str]) -> list[str]:
    """${goal}."""
    if not ${toSnake(item)}:
        raise ValueError("${toSnake(item)} is empty")
    return [entry.strip() for entry in ${toSnake(item)} if ${toSnake(check)}(entry)]


def ${toSnake(check)}(entry: str) -> bool:
    return entry.strip() != ""
\`\`\``;

/** A small block whose names come from the goal; it says itself that it was not run. */
export const draftCode: Draft = (brief, random) => {
  const [first = '', second = ''] = cycleSubjects(brief, 2);
  const sketch = /\bpython\b/iu.test(brief.request) ? python : typescript;
  const goal = withoutEnd(brief.goal).replace(/\*\/|"""|```/gu, ' ');
  const opening = random.pick([
    `A first cut of ${first}, small enough to read at once.`,
    `This covers the plain case of ${first}; ${second} goes through the same door.`,
    `One function for ${first}, one for the rule about ${second}, so that each can be tested alone.`,
  ]);
  const caveat = random.pick([
    `Not run. Not covered: entries of ${second} that are there twice.`,
    `Not run. Open: what should happen when ${first} is empty on purpose; here it is refused.`,
    `Not run. The riskiest line is the filter, because it decides what of ${second} is dropped.`,
  ]);
  return [opening, sketch(toNames(brief, random), goal), caveat].join('\n\n');
};

function toNames(brief: Brief, random: SeededRandom): Names {
  const [first = '', second = ''] = cycleSubjects(brief, 2);
  const verb = random.pick(['prepare', 'collect', 'tidy', 'resolve']);
  const item = toCamel(second) || 'entries';
  return { action: `${verb}${capitalise(toCamel(first) || 'draft')}`, item, check: `is${capitalise(item)}` };
}

/** An identifier of a subject's words, or nothing where it has none that a program could be written in. */
function toCamel(subject: string): string {
  const words = toWords(subject)
    .flatMap((word) => word.split(/[^a-zA-Z0-9]+/u))
    .filter((word) => /^[a-zA-Z]/u.test(word));
  const name = words.map((word) => capitalise(word.toLowerCase())).join('');
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function toSnake(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}
