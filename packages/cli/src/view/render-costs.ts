/** What calls have cost, and what may be spent. */
import type { BudgetRuleView, CostsBy, CostsView } from '@tutti/protocol/api';
import { formatSize, formatUsd, joinFacts } from './format-model.ts';
import { formatCount } from './format-usage.ts';
import { toPlainLine } from './plain-text.ts';
import { type Column, renderTable, type TableLook } from './render-table.ts';
import type { Style } from './style.ts';

type Row = CostsView['rows'][number];
type Sums = CostsView['total'];

const TITLES: Readonly<Record<CostsBy, string>> = {
  day: 'DAY',
  agent: 'AGENT',
  model: 'MODEL',
  provider: 'PROVIDER',
  task: 'TASK',
  user: 'USER',
  run: 'RUN',
};

export function renderCosts({ by, rows, total }: CostsView, look: TableLook): string[] {
  if (total.calls === 0) return ['No model was called in this time.'];
  const columns: readonly Column<Row>[] = [
    { title: TITLES[by], text: ({ of }) => (of === null ? '(none)' : toPlainLine(of)), paint: (_, { bold }) => bold },
    { title: 'CALLS', text: ({ calls }) => calls.toLocaleString('en-US'), right: true },
    { title: 'TOKENS', text: ({ inputTokens, outputTokens }) => formatSize(inputTokens + outputTokens), right: true },
    { title: 'FREE', text: ({ freeCalls, calls }) => toShare(freeCalls, calls), right: true },
    { title: 'LOCAL', text: ({ localCalls, calls }) => toShare(localCalls, calls), right: true },
    { title: 'COST', text: toCost, right: true },
  ];
  return [...renderTable(rows, columns, look), '', ...renderTotal(total, look.style)];
}

function renderTotal(total: Sums, style: Style): string[] {
  const { calls, freeCalls, localCalls, savedUsd, inDoubtUsd, estimatedCalls } = total;
  const notes = joinFacts([
    estimatedCalls > 0 && `${formatCount(estimatedCalls, 'call')} estimated`,
    inDoubtUsd !== '0' && `${formatUsd(inDoubtUsd)} of it in doubt`,
  ]);
  return [
    `${style.bold(toCost(total))}  ${joinFacts([
      formatCount(calls, 'call'),
      `${toShare(freeCalls, calls)} free`,
      `${toShare(localCalls, calls)} local`,
      savedUsd !== '0' && `${formatUsd(savedUsd)} saved`,
    ])}`,
    ...(notes === '' ? [] : [style.dim(notes)]),
  ];
}

/** A sum of which a part is estimated says so. */
function toCost({ usd, estimatedCalls }: Pick<Sums, 'usd' | 'estimatedCalls'>): string {
  return `${estimatedCalls > 0 ? '~' : ''}${formatUsd(usd)}`;
}

function toShare(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)}%`;
}

const BUDGETS: readonly Column<BudgetRuleView>[] = [
  { title: 'ACCOUNT', text: ({ account }) => account, paint: (_, { bold }) => bold },
  { title: 'PERIOD', text: ({ period }) => period },
  { title: 'LIMIT', text: ({ limit }) => toAmount(limit), right: true },
  { title: 'SPENT', text: ({ spent, limit }) => toAmount(spent, limit), right: true },
  { title: 'RESERVED', text: ({ reserved, limit }) => toAmount(reserved, limit), right: true },
  { title: 'LEFT', text: ({ left }) => toAmount(left), right: true },
  { title: 'USED', text: ({ share }) => `${Math.round(share * 100)}%`, right: true, paint: paintShare },
];

export function renderBudgets(budgets: readonly BudgetRuleView[], look: TableLook): string[] {
  return renderTable(budgets, BUDGETS, look);
}

function paintShare({ share, warnAt }: BudgetRuleView, { red, yellow, green }: Style): (text: string) => string {
  if (share >= 1) return red;
  return warnAt.some((at) => share >= at) ? yellow : green;
}

interface Parts {
  readonly usd?: string | undefined;
  readonly tokens?: number | undefined;
}

/** Only in what the limit is in. */
function toAmount({ usd, tokens }: Parts, limit: Parts = { usd, tokens }): string {
  return joinFacts([
    limit.usd !== undefined && usd !== undefined && formatUsd(usd),
    limit.tokens !== undefined && tokens !== undefined && `${formatSize(tokens)} tokens`,
  ]);
}
