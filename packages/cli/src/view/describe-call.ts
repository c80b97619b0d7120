/** One call of a model step, or one that a budget did not allow, in a line. */
import { type BudgetNote, REHEARSAL, type TimelineCall } from '@tutti/protocol';
import { joinFacts } from './format-model.ts';
import { formatCost } from './format-usage.ts';

export function describeCall({ attempt, route, refused, failure, settled }: TimelineCall): string[] {
  const { model, key, because, free, local, insteadOf } = route;
  const usage = settled?.spent?.usage;
  // Made up words are no calls that were got for nothing.
  const kind = model !== REHEARSAL && (local ? 'local' : free ? 'free' : 'paid');
  const facts = [
    `call ${attempt}: ${model}`,
    key && `key ${key}`,
    kind,
    because.replaceAll('_', ' '),
    insteadOf && `in the place of ${insteadOf}`,
    usage && `${usage.estimated ? '~' : ''}${formatCost(usage)}`,
    settled?.inDoubt && 'in doubt',
    failure && `failed: ${(failure.class ?? failure.error.code).replaceAll('_', ' ')}`,
  ];
  return [...refused.map(describeRefusal), joinFacts(facts)];
}

export function describeRefusal({ account, period, step }: BudgetNote): string {
  const name = period === undefined || period === 'total' ? account : `${account} for the ${period}`;
  return joinFacts([`the budget of ${name} did not allow it`, step && `then: ${step.replaceAll('_', ' ')}`]);
}
