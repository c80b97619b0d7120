/** The processes of an installation as a table that fits the terminal, 80 columns at least. */
import { toInstant, type WorkerView } from '@tutti/protocol/api';
import type { Writer } from '../terminal.ts';
import { fitText, padText, widthOf } from './fit-text.ts';
import { formatInstant } from './format-duration.ts';
import { formatCount } from './format-usage.ts';
import { toPlainLine } from './plain-text.ts';
import { createStyle, type Style } from './style.ts';

const STATE: Readonly<Record<WorkerView['state'], string>> = {
  at_work: 'at work',
  draining: 'draining',
  ended: 'ended',
  lost: 'lost',
};
/** Of what stands beside the name, with the gaps between. */
const FIGURES = 51;
const LEAST_NAME = 12;
const LEAST_COLUMNS = 80;
const NOW_MS = 3_000;

export function renderWorkers(
  workers: readonly WorkerView[],
  { columns, color }: Pick<Writer, 'columns' | 'color'>,
): readonly string[] {
  const style = createStyle(color);
  const longest = Math.max(...workers.map(({ name }) => widthOf(toPlainLine(name))), LEAST_NAME);
  const room = Math.min(longest, Math.max(columns, LEAST_COLUMNS) - FIGURES);
  const head = ['WORKER'.padEnd(room), 'STATE   ', 'RUNS'.padStart(11), 'HEARD OF'.padStart(10), 'ROLES'].join('  ');
  const notes = (view: WorkerView) => toNotes(view).map((note) => style.dim(`  ${fitText(note, room + FIGURES - 2)}`));
  return [style.dim(head), ...workers.flatMap((view) => [toRow(view, room, style), ...notes(view)])];
}

function toRow(view: WorkerView, room: number, style: Style): string {
  const { name, state, roles, driving, room: most, quietMs } = view;
  const paint = { at_work: style.green, draining: style.yellow, ended: style.dim, lost: style.red }[state];
  return [
    style.bold(padText(fitText(toPlainLine(name), room), room)),
    paint(STATE[state].padEnd(8)),
    (most === 0 && driving === 0 ? '–' : `${driving}/${most}`).padStart(11),
    toHeard(quietMs).padStart(10),
    roles.join(', '),
  ].join('  ');
}

/** What is only sometimes to be said: of its end, and of runs that changed hands. */
function toNotes({ endedAt, endedBy, lostRuns, takenOver }: WorkerView): readonly string[] {
  const end = [
    endedAt === undefined ? '' : `ended ${formatInstant(toInstant(endedAt))}`,
    endedBy === undefined ? '' : `found lost by ${toPlainLine(endedBy)}`,
  ];
  const hands = [
    lostRuns === 0 ? '' : `lost ${formatCount(lostRuns, 'run')} to others`,
    takenOver === 0 ? '' : `freed ${formatCount(takenOver, 'run')} of lost workers`,
  ];
  const lines = [end, hands].map((facts) => facts.filter((fact) => fact !== '').join(', '));
  return lines.filter((line) => line !== '');
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

function toHeard(quietMs: number): string {
  const unit = UNITS.find(([, length]) => quietMs >= length);
  return unit === undefined || quietMs < NOW_MS ? 'just now' : `${Math.floor(quietMs / unit[1])} ${unit[0]} ago`;
}
