/** What of a budget is used, limit by limit. */
import type { BudgetRuleView } from '@tutti/protocol/api';
import { shareOf, toMoneyText, toNano } from '../../../domain/exact-money.ts';
import { formatCount, formatMoney } from '../../../domain/format-numbers.ts';
import { costsText as text } from '../../../strings/costs.ts';
import type { MeterProps } from '../../../ui/meter.tsx';

interface Figures {
  readonly label: string;
  readonly limit: bigint;
  readonly raised: bigint;
  readonly spent: bigint;
  readonly reserved: bigint;
  readonly left: string | undefined;
  readonly format: (amount: bigint) => string;
}

export function toMeters(budget: BudgetRuleView): MeterProps[] {
  const { limit, raised, spent, reserved, left } = budget;
  const figures: Figures[] = [];
  if (limit.usd !== undefined)
    figures.push({
      label: text.cost,
      limit: toNano(limit.usd),
      raised: toNano(raised?.usd ?? '0'),
      spent: toNano(spent.usd),
      reserved: toNano(reserved.usd),
      left: left.usd === undefined ? undefined : formatMoney(left.usd),
      format: (amount) => formatMoney(toMoneyText(amount)),
    });
  if (limit.tokens !== undefined)
    figures.push({
      label: text.tokens,
      limit: BigInt(limit.tokens),
      raised: BigInt(raised?.tokens ?? 0),
      spent: BigInt(spent.tokens),
      reserved: BigInt(reserved.tokens),
      left: left.tokens === undefined ? undefined : formatCount(left.tokens),
      format: (amount) => formatCount(Number(amount)),
    });
  return figures.map((each) => toMeter(each, budget.share >= 1));
}

/** The whole is what people raised the limit to: spent, reserved and left add up to it. */
function toMeter({ label, limit, raised, spent, reserved, left, format }: Figures, isUsedUp: boolean): MeterProps {
  const whole = limit + raised;
  const facts = [
    text.used(format(spent), raised > 0n ? text.raised(format(limit), format(raised)) : format(limit)),
    reserved > 0n && text.reserved(format(reserved)),
    left !== undefined && text.left(left),
  ];
  return {
    label,
    text: facts.filter((fact) => fact !== false).join(' · '),
    parts: [
      { share: shareOf(spent, whole), tone: isUsedUp ? 'danger' : 'progress', title: text.spentPart },
      { share: shareOf(reserved, whole), tone: 'attention', title: text.reservedPart },
    ],
  };
}
