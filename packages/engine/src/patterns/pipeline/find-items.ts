/** What goes through the stages, where it was not given as a list: the list in the goal, else its lines, else the goal itself. */
export interface FoundItems {
  readonly from: 'items' | 'list' | 'lines' | 'goal';
  readonly items: readonly string[];
  /** What is said around the items, and holds for all of them. */
  readonly task: string;
}

const BULLET = /^(\s*)(?:[-*+•]|\(?\d{1,4}[.)])\s+(?=\S)/u;

export function findItems(goal: string, given?: readonly string[]): FoundItems {
  if (given) return { from: 'items', items: given, task: goal.trim() };
  const lines = goal.split(/\r\n|\n|\r/u);
  const list = findList(lines);
  if (list) return { from: 'list', ...list };
  const items = lines.map((line) => line.trim()).filter((line) => line !== '');
  return items.length > 1 ? { from: 'lines', items, task: '' } : { from: 'goal', items: [goal.trim()], task: '' };
}

/** Only the outermost points are items; what is further in, or goes on under a point, belongs to it. */
function findList(lines: readonly string[]): Pick<FoundItems, 'items' | 'task'> | undefined {
  const indents = lines.flatMap((line) => BULLET.exec(line)?.[1]?.length ?? []);
  const outermost = Math.min(...indents);
  const items: string[][] = [];
  const around: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    const [mark, indent] = BULLET.exec(line) ?? [];
    const isPoint = mark !== undefined && indent?.length === outermost;
    // An empty line says nothing: what comes behind it shows whether the point goes on.
    isOpen = isPoint || (isOpen && (line.trim() === '' || indentOf(line) > outermost));
    if (isPoint) items.push([line.slice(mark.length)]);
    else if (isOpen) items.at(-1)?.push(line);
    else around.push(line);
  }
  if (items.length < 2) return undefined;
  return { items: items.map((parts) => parts.join('\n').trim()), task: around.join('\n').trim() };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
