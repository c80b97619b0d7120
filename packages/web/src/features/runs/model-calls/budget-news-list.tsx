import type { BudgetPeriod } from '@tutti/protocol';
import { accountName } from '../../../domain/account-name.ts';
import { limitText } from '../../../domain/limit-text.ts';
import { modelCallText as text } from '../../../strings/model-calls.ts';
import { moneyText } from '../../../strings/money.ts';
import { StatusDot } from '../../../ui/status-dot.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Tone } from '../../../ui/tone.ts';
import type { BudgetNews } from './list-budget-news.ts';

const TONE: Record<BudgetNews['type'], Tone> = {
  'budget.warned': 'attention',
  'budget.refused': 'danger',
  'budget.stepped': 'info',
};

/** Warnings and refusals of budgets, and what was made of them. */
export function BudgetNewsList({ news }: { news: readonly BudgetNews[] }) {
  if (news.length === 0) return null;
  return (
    <ul aria-label={text.budgets} className="flex flex-col gap-1.5">
      {news.map((one) => (
        <li key={one.seq} data-budget={one.type} className="flex min-w-0 items-baseline gap-2">
          <span className="translate-y-0.5">
            <StatusDot tone={TONE[one.type]} />
          </span>
          <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{toWords(one)}</span>
          <span className="shrink-0 text-xs text-muted">
            <Time at={one.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function toWords(news: BudgetNews): string {
  const account = accountName(news.account);
  switch (news.type) {
    case 'budget.warned': {
      const share = `${(news.share * 100).toLocaleString('en', { maximumFractionDigits: 1 })}%`;
      return text.warned(account, share, text.period[news.period]);
    }
    case 'budget.refused':
      return text.refused(toPlace(account, news.period), limitText(news.asked), limitText(news.left));
    case 'budget.stepped':
      return text.stepped(toPlace(account, news.period), moneyText.ladder[news.step].toLowerCase());
    default:
      return news satisfies never;
  }
}

function toPlace(account: string, period: BudgetPeriod | undefined): string {
  return period === undefined || period === 'total' ? account : text.inPeriod(account, text.period[period]);
}
