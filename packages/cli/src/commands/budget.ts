import { InvalidInputError } from '@tutti/engine';
import { AccountRef, BudgetPeriod, LadderStep } from '@tutti/protocol';
import { BudgetRuleBody } from '@tutti/protocol/api';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { parseCount } from '../parse-count.ts';
import { writeLine } from '../terminal.ts';
import { renderBudgets } from '../view/render-costs.ts';
import { createStyle } from '../view/style.ts';

export interface BudgetOptions extends CommonOptions {
  readonly tokens?: string;
  readonly warn?: string;
  readonly ladder?: string;
}

export async function listBudgetsCommand(context: CommandContext, { json = false }: CommonOptions): Promise<number> {
  await using desk = await openDesk(context);
  const budgets = await desk.models.listBudgets();
  const { out } = context.terminal;
  if (json) writeLine(out, JSON.stringify(budgets));
  else if (budgets.length === 0) writeLine(out, 'Nothing is limited. Limit a day: tutti budget set tenant day 1.00');
  else for (const line of renderBudgets(budgets, toLook(context))) writeLine(out, line);
  return EXIT.done;
}

export interface TypedBudget {
  readonly account: string;
  readonly period: string;
  readonly usd?: string | undefined;
}

export async function setBudgetCommand(
  context: CommandContext,
  typed: TypedBudget,
  options: BudgetOptions,
): Promise<number> {
  const [account, period] = [toAccount(typed.account), toPeriod(typed.period)];
  const rule = toRule(typed.usd, options);
  await using desk = await openDesk(context);
  const budget = await desk.models.setBudget(account, period, rule);
  const { out } = context.terminal;
  if (options.json) writeLine(out, JSON.stringify(budget));
  else for (const line of renderBudgets([budget], toLook(context))) writeLine(out, line);
  return EXIT.done;
}

export async function removeBudgetCommand(
  context: CommandContext,
  typed: TypedBudget,
  { json = false }: CommonOptions,
): Promise<number> {
  const [account, period] = [toAccount(typed.account), toPeriod(typed.period)];
  await using desk = await openDesk(context);
  await desk.models.removeBudget(account, period);
  const { out } = context.terminal;
  writeLine(out, json ? JSON.stringify({ account, period }) : `${account} is not limited by the ${period} any more.`);
  return EXIT.done;
}

function toLook({ terminal: { out } }: CommandContext) {
  return { style: createStyle(out.color), columns: out.columns };
}

function toAccount(typed: string): AccountRef {
  const [kind, name] = typed.trim().split(':', 2);
  // Agents are known by other names, too: who is meant, the catalogue says.
  const written = kind === 'agent' ? `agent:${name?.toLowerCase().replaceAll('_', '-')}` : typed.trim();
  const parsed = AccountRef.safeParse(written);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    `${typed} is no account: write tenant, agent:<id>, user:<id> or task:<id>, with the whole id`,
    'account',
  );
}

function toPeriod(typed: string): BudgetPeriod {
  return choose(BudgetPeriod.options, typed, 'period');
}

/** The contract says what is right; here it is said in the words of the command line. */
function toRule(usd: string | undefined, { tokens, warn, ladder }: BudgetOptions): BudgetRuleBody {
  if (usd === undefined && tokens === undefined)
    throw new InvalidInputError('a budget takes an amount in dollars, --tokens, or both', 'limit');
  const steps = ladder?.split(',').map((step) => choose(LadderStep.options, step, 'step of a ladder'));
  const parsed = BudgetRuleBody.safeParse({
    limit: {
      ...(usd !== undefined && { usd: usd.trim().replace(/^\$/, '') }),
      ...(tokens !== undefined && { tokens: parseCount(tokens, '--tokens') }),
    },
    ...(warn !== undefined && { warnAt: warn.split(',').map(toShare) }),
    ...(steps && { ladder: steps }),
  });
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? 'limit';
  throw new InvalidInputError(TAKES[field] ?? parsed.error.issues[0]?.message ?? 'it is no budget', field, {
    cause: parsed.error,
  });
}

const TAKES: Readonly<Record<string, string>> = {
  'limit.usd': 'a budget takes an amount such as 0.50',
  warnAt: '--warn takes up to ten shares, such as 50%,80%',
  ladder: '--ladder takes up to four steps',
};

/** `80%` or `0.8` */
function toShare(typed: string): number {
  const text = typed.trim();
  const share = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (share > 0 && share <= 1) return share;
  throw new InvalidInputError(`--warn takes shares such as 50%,80%, not ${typed}`, 'warn');
}
