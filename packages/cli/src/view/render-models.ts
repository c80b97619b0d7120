/** Models with what they cost and how they are. */
import type { CatalogueView, ModelView, RefreshView } from '@tutti/protocol/api';
import { toInstant } from '@tutti/protocol/api';
import { formatInstant } from './format-duration.ts';
import { formatKind, formatPrice, formatQuota, formatSize, joinFacts } from './format-model.ts';
import { formatCount } from './format-usage.ts';
import { toPlainLine } from './plain-text.ts';
import { type Column, renderTable, type TableLook } from './render-table.ts';
import type { Style } from './style.ts';

const STATES: Readonly<Record<NonNullable<ModelView['state']>, string>> = {
  ready: 'ready',
  busy: 'busy',
  probing: 'being tried',
  waits: 'waits',
  quota: 'used up',
  down: 'down',
};

const COLUMNS: readonly Column<ModelView>[] = [
  { title: 'MODEL', text: ({ model }) => toPlainLine(model), paint: (_, { bold }) => bold },
  { title: 'CONTEXT', text: ({ context }) => formatSize(context), right: true },
  { title: 'USD IN/OUT', text: ({ price, local }) => (local ? '–' : formatPrice(price)), right: true },
  { title: 'KIND', text: formatKind },
  { title: 'STATE', text: toState, paint: paintState },
  { title: 'LEFT', text: toNote },
];

export function renderModels(models: readonly ModelView[], look: TableLook): string[] {
  return renderTable(models, COLUMNS, look);
}

function toState({ state, offered, retired, routes }: ModelView): string {
  if (retired && !offered) return 'retired';
  if (!offered || state === undefined) return 'no key';
  const until = routes.find((route) => route.state === state)?.until;
  return until === undefined || state === 'ready' ? STATES[state] : `${STATES[state]} until ${toClock(until)}`;
}

/** What is left of its quota; of one that has retired, what takes its place. */
function toNote({ routes, retired, offered }: ModelView): string {
  if (retired && !offered) return retired.successor === undefined ? '' : `→ ${toPlainLine(retired.successor)}`;
  return formatQuota(routes.flatMap(({ quotas }) => quotas));
}

function toClock(time: string): string {
  return formatInstant(toInstant(time)).slice(11);
}

function paintState({ state, offered }: ModelView, style: Style): (text: string) => string {
  if (!offered) return style.dim;
  return state === 'ready' ? style.green : state === 'down' ? style.red : style.yellow;
}

/** Where models are set up that cannot be called now, runs wait for them: nobody stands in. */
export function describeNone(provider: string | undefined): string {
  if (provider !== undefined) return `No model of ${provider} can be called. Why: tutti providers test ${provider}.`;
  return 'No model can be called: where none is set up, the rehearsal model stands in. Store a key: tutti providers set groq.';
}

/** Prices change by the month. */
const OLD_DAYS = 60;
const DAY_MS = 86_400_000;

/** `catalogue of 2026-06-30 (144 days old) · 631 models` */
export function describeCatalogue({ asOf, models, refreshedAt }: CatalogueView, now: number): string {
  const days = Math.floor((now - Date.parse(asOf)) / DAY_MS);
  return joinFacts([
    `catalogue of ${asOf}${days < 2 ? '' : ` (${days} days old)`}`,
    formatCount(models, 'model'),
    refreshedAt === undefined ? undefined : `fetched ${formatInstant(toInstant(refreshedAt))}`,
    days > OLD_DAYS ? 'newer prices: tutti models refresh' : undefined,
  ]);
}

const MOST_NAMED = 10;

/** What a refresh has changed, in words. */
export function renderRefresh(report: RefreshView, now: number, style: Style): string[] {
  const { catalogue, from, added, gone, repriced, unreadable } = report;
  const prices = repriced.map(({ model, before, after }) => `${model}  ${formatPrice(before)} → ${formatPrice(after)}`);
  const isSame = added.length + gone.length + repriced.length === 0;
  return [
    `${style.bold('Fetched')} ${toPlainLine(from)}`,
    describeCatalogue(catalogue, now),
    ...(isSame ? ['Nothing is different from before.'] : []),
    ...renderChanges('New', added, style),
    ...renderChanges('Gone', gone, style),
    ...renderChanges('Other prices', prices, style),
    ...(unreadable > 0
      ? [style.yellow(`${formatCount(unreadable, 'entry').replace('entrys', 'entries')} not understood, and left out`)]
      : []),
  ];
}

function renderChanges(title: string, lines: readonly string[], style: Style): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, MOST_NAMED).map((line) => `  ${toPlainLine(line)}`);
  const more = lines.length > MOST_NAMED ? [style.dim(`  and ${lines.length - MOST_NAMED} more`)] : [];
  return [style.bold(`${title} (${lines.length})`), ...shown, ...more];
}
