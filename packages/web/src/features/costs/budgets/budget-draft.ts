/** What stands in the form of a budget, as it was typed, and what becomes of it. */
import { AccountRef, type BudgetPeriod, DEFAULT_LADDER, type LadderStep } from '@tutti/protocol';
import { type BudgetRuleBody, type BudgetRuleView, Money } from '@tutti/protocol/api';
import { costsText as text } from '../../../strings/costs.ts';

export type AccountKind = keyof typeof text.accountKind;

export interface BudgetDraft {
  readonly kind: AccountKind;
  /** The id behind the kind; of everybody there is none. */
  readonly name: string;
  readonly period: BudgetPeriod;
  readonly usd: string;
  readonly tokens: number | undefined;
  /** Percents, with commas between them. */
  readonly warnAt: string;
  readonly ladder: readonly LadderStep[];
}

export type BudgetMistakes = Readonly<Partial<Record<'name' | 'usd' | 'tokens' | 'warnAt', string>>>;

const MOST_WARNINGS = 10;
const PERCENT = 100;

export const NEW_BUDGET: BudgetDraft = {
  kind: 'tenant',
  name: '',
  period: 'month',
  usd: '',
  tokens: undefined,
  warnAt: '80',
  ladder: DEFAULT_LADDER,
};

export function toDraft({ account, period, limit, warnAt, ladder }: BudgetRuleView): BudgetDraft {
  const [kind = '', ...rest] = account.split(':');
  return {
    kind: kind === 'user' || kind === 'agent' || kind === 'task' ? kind : 'tenant',
    name: rest.join(':'),
    period,
    usd: limit.usd ?? '',
    tokens: limit.tokens,
    warnAt: warnAt.map(toPercent).join(', '),
    ladder,
  };
}

/** Undefined where the form names none. */
export function toAccount({ kind, name }: Pick<BudgetDraft, 'kind' | 'name'>): AccountRef | undefined {
  return AccountRef.safeParse(kind === 'tenant' ? kind : `${kind}:${name.trim()}`).data;
}

export function findMistakes(draft: BudgetDraft): BudgetMistakes {
  const { kind, usd, tokens, warnAt } = draft;
  const isAbsent = usd.trim() === '' && tokens === undefined;
  const nameMistake = { tenant: '', user: text.userWrong, agent: text.agentMissing, task: text.taskWrong }[kind];
  return {
    ...(toAccount(draft) === undefined && { name: nameMistake }),
    ...(isAbsent && { usd: text.limitMissing }),
    ...(usd.trim() !== '' && !Money.safeParse(usd.trim()).success && { usd: text.money }),
    ...(tokens !== undefined && !(Number.isSafeInteger(tokens) && tokens >= 0) && { tokens: text.wholeNumber }),
    ...(parseShares(warnAt) === undefined && { warnAt: text.warnAtWrong }),
  };
}

export function toBody({ usd, tokens, warnAt, ladder }: BudgetDraft): BudgetRuleBody {
  return {
    limit: { ...(usd.trim() !== '' && { usd: usd.trim() }), ...(tokens !== undefined && { tokens }) },
    warnAt: parseShares(warnAt) ?? [],
    ladder: [...ladder.filter((step) => step !== 'stop'), 'stop'],
  };
}

/** `50, 80%` to shares in order; undefined where something else stands there. */
export function parseShares(typed: string): number[] | undefined {
  const words = typed.split(/[,;\s]+/).filter(Boolean);
  const shares = words.map((word) => Number(word.replace(/%$/, '')) / PERCENT);
  const isGood = shares.every((share) => share > 0 && share <= 1) && shares.length <= MOST_WARNINGS;
  return isGood ? [...new Set(shares)].toSorted((one, other) => one - other) : undefined;
}

/** Without the dust of binary fractions. */
export function toPercent(share: number): string {
  return String(Math.round(share * PERCENT * PERCENT) / PERCENT);
}
