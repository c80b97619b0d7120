/** Whether an amount fits into all accounts that it counts against. Every store decides by this. */
import type { Amount, Budget, BudgetPeriod, LadderStep } from '@tutti/protocol';
import type { ReservationVerdict, Shortage } from '../ports/accounts.ts';

/** An account, as a decision sees it. */
export interface Limited {
  readonly account: string;
  readonly period?: BudgetPeriod;
  readonly ladder?: readonly LadderStep[];
  readonly limit: Budget;
  readonly reserved: Amount;
  readonly spent: Amount;
}

/** What can never fit is said first: waiting for others would not help. */
export function decideReservation(chain: readonly Limited[], asked: Amount): ReservationVerdict {
  const refused = findShortage(chain, asked, ({ spent }) => spent);
  if (refused) return { status: 'refused', ...refused };
  const blocked = findShortage(chain, asked, ({ spent, reserved }) => plus(spent, reserved));
  return blocked ? { status: 'blocked', ...blocked } : { status: 'granted' };
}

/** Never less than nothing, and nothing said where there is no limit. */
export function toLeft(limit: Budget, used: Amount): Budget {
  return {
    ...(limit.tokens !== undefined && { tokens: Math.max(limit.tokens - used.tokens, 0) }),
    ...(limit.costNanoUsd !== undefined && { costNanoUsd: Math.max(limit.costNanoUsd - used.costNanoUsd, 0) }),
  };
}

// Stores decide in threads that load nothing else, so these three lines are not taken from the protocol.
export function plus(one: Amount, other: Amount): Amount {
  return { tokens: one.tokens + other.tokens, costNanoUsd: one.costNanoUsd + other.costNanoUsd };
}

function findShortage(
  chain: readonly Limited[],
  asked: Amount,
  usedOf: (account: Limited) => Amount,
): Shortage | undefined {
  const short = chain.find((account) => !fits(account.limit, usedOf(account), asked));
  if (!short) return undefined;
  const { account, period, ladder, limit } = short;
  return { account, ...(period && { period }), left: toLeft(limit, usedOf(short)), ...(ladder && { ladder }) };
}

/** What is not asked for needs no room: what is free goes on where the money is used up, and what takes no tokens where these are overrun. */
function fits(limit: Budget, used: Amount, asked: Amount): boolean {
  const { tokens = Infinity, costNanoUsd = Infinity } = limit;
  const hasTokens = asked.tokens === 0 || asked.tokens <= tokens - used.tokens;
  return hasTokens && (asked.costNanoUsd === 0 || asked.costNanoUsd <= costNanoUsd - used.costNanoUsd);
}
