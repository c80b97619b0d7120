/** What the page of a run says about calls of models and about budgets. */
import { moneyText } from './money.ts';

export const modelCallText = {
  title: 'How it was answered',
  attempt: (number: number) => `Attempt ${number}`,
  key: (name: string) => `key "${name}"`,
  why: 'Why this one',
  insteadOf: (model: string) => `The policy names ${model}, which has retired; this is its successor.`,
  mayUse: 'At most',
  mayUseOf: (tokens: string, usd: string) => `${tokens} tokens out; ${usd} set aside for the worst case`,
  cost: 'Cost',
  nothing: 'nothing',
  unsettled: { done: 'nothing', failed: 'nothing', running: 'under way', lost: 'nothing known' },
  failed: 'Failed',
  triedAgain: 'next try',
  state: { done: 'answered', failed: 'failed', running: 'under way', lost: 'broken off' },
  waits: 'Waits for a model',
  waitsUntil: 'until',
  waitsBanner: 'No model can answer at the moment, so this run waits. It is tried again by itself at',
  waitsMany: (count: number) => `${count} calls wait.`,
  waited: 'It had to wait for a model',
  cacheRead: (tokens: string) => `${tokens} from the provider's cache`,
  cacheWrite: (tokens: string) => `${tokens} put into it`,
  reasoning: (tokens: string) => `${tokens} of reasoning`,
  instead: (usd: string) => `The dearest model of the policy would have cost ${usd}.`,
  budgets: 'What budgets said',
  warned: (account: string, share: string, period: string) =>
    `${account}: ${share} of the limit ${period} is spent or set aside.`,
  refused: (account: string, asked: string, left: string) =>
    `${account} did not allow it: ${asked} would have been set aside, ${left} is left.`,
  stepped: (account: string, step: string) => `${account}: ${step}.`,
  inPeriod: (account: string, period: string) => `${account} (${period})`,
  openBudgets: 'Budgets',
  openModels: 'Models',
  partial: 'What there was when it stopped',
  partialMeans: 'The run was stopped by its budget. This is what it had made by then; it is not finished.',
  period: moneyText.thisPeriod,
} as const;
