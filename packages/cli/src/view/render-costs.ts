/** What calls have cost, and what may be spent. */
import { type BudgetRuleView, type CostsBy, type CostsView, toOtherCosts } from '@tutti/protocol/api';
import { formatExactUsd, joinFacts } from './format-model.ts';
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
    {
      title: 'TOKENS',
      text: ({ inputTokens, outputTokens }) => (inputTokens + outputTokens).toLocaleString('en-US'),
      right: true,
    },
    { title: 'FREE', text: (sums) => toShare(sums.freeCalls, sums), right: true },
    { title: 'LOCAL', text: (sums) => toShare(sums.localCalls, sums), right: true },
    { title: 'COST', text: toCost, right: true },
  ];
  const others = toOtherCosts({ rows, total });
  const shown = others ? [...rows, { of: '(others)', ...others }] : rows;
  return [...renderTable(shown, columns, look), '', ...renderTotal(total, look.style)];
}

function renderTotal(total: Sums, style: Style): string[] {
  const { calls, freeCalls, localCalls, rehearsedCalls, savedUsd, inDoubtUsd, estimatedCalls } = total;
  const notes = joinFacts([
    estimatedCalls > 0 && `${formatCount(estimatedCalls, 'call')} estimated`,
    inDoubtUsd !== '0' && `${formatExactUsd(inDoubtUsd)} of it in doubt`,
  ]);
  return [
    `${style.bold(toCost(total))}  ${joinFacts([
      formatCount(calls, 'call'),
      rehearsedCalls > 0 && `${rehearsedCalls.toLocaleString('en-US')} rehearsed`,
      rehearsedCalls < calls && `${toShare(freeCalls, total)} free`,
      rehearsedCalls < calls && `${toShare(localCalls, total)} local`,
      savedUsd !== '0' && `${formatExactUsd(savedUsd)} saved`,
    ])}`,
    ...(notes === '' ? [] : [style.dim(notes)]),
  ];
}

/** A sum of which a part is estimated says so. */
function toCost({ usd, estimatedCalls }: Pick<Sums, 'usd' | 'estimatedCalls'>): string {
  return `${estimatedCalls > 0 ? '~' : ''}${formatExactUsd(usd)}`;
}

/** Of the calls that a model has answered. */
function toShare(part: number, { calls, rehearsedCalls }: Pick<Sums, 'calls' | 'rehearsedCalls'>): string {
  const whole = calls - rehearsedCalls;
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)}%`;
}

const LIMIT: Column<BudgetRuleView> = { title: 'LIMIT', text: ({ limit }) => toAmount(limit), right: true };
const RAISED: Column<BudgetRuleView> = {
  title: 'RAISED',
  text: ({ raised, limit }) => (raised ? toAmount(raised, limit) : ''),
  right: true,
};

const BUDGETS: readonly Column<BudgetRuleView>[] = [
  { title: 'ACCOUNT', text: ({ account }) => account, paint: (_, { bold }) => bold },
  { title: 'PERIOD', text: ({ period }) => period },
  LIMIT,
  { title: 'SPENT', text: ({ spent, limit }) => toAmount(spent, limit), right: true },
  { title: 'RESERVED', text: ({ reserved, limit }) => toAmount(reserved, limit), right: true },
  { title: 'LEFT', text: ({ left }) => toAmount(left), right: true },
  { title: 'USED', text: ({ share }) => `${Math.round(share * 100)}%`, right: true, paint: paintShare },
];

export function renderBudgets(budgets: readonly BudgetRuleView[], look: TableLook): string[] {
  const isRaised = budgets.some(({ raised }) => raised !== undefined);
  // Limit and raised together are what spent, reserved and left add up to.
  const columns = isRaised ? BUDGETS.toSpliced(BUDGETS.indexOf(LIMIT) + 1, 0, RAISED) : BUDGETS;
  return renderTable(budgets, columns, look);
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
    limit.usd !== undefined && usd !== undefined && formatExactUsd(usd),
    limit.tokens !== undefined && tokens !== undefined && formatCount(tokens, 'token'),
  ]);
}
