/** Words about models and money that several pages use. */
import type { BudgetPeriod, Complexity, FailureClass, LadderStep, PassedOver, RouteReason } from '@tutti/protocol';

const LADDER: Record<LadderStep, string> = {
  cheaper: 'Take a cheaper model',
  fewer_tokens: 'Allow fewer tokens',
  ask: 'Ask a person',
  stop: 'Stop with what there is',
};
const LADDER_MEANS: Record<LadderStep, string> = {
  cheaper: 'The next model that can do it and whose worst case fits.',
  fewer_tokens: 'The same model with a shorter answer, as long as something useful is left.',
  ask: 'The run waits. Whoever approves raises the limit by what is needed, once.',
  stop: 'The run ends there and keeps everything it has made. Always the last step.',
};
const PERIOD: Record<BudgetPeriod, string> = { hour: 'An hour', day: 'A day', month: 'A month', total: 'In all' };
const THIS_PERIOD: Record<BudgetPeriod, string> = {
  hour: 'this hour',
  day: 'today',
  month: 'this month',
  total: 'in all',
};
const COMPLEXITY: Record<Complexity, string> = { low: 'Low', medium: 'Medium', high: 'High' };
const COMPLEXITY_MEANS: Record<Complexity, string> = {
  low: 'The fastest free model is good enough.',
  medium: "The agent's own first choice that is free and up.",
  high: 'The most capable model that is allowed, paid if the budget says so.',
};
const FAILURE: Record<FailureClass, string> = {
  rate_limited: 'too many calls',
  quota_exhausted: 'quota used up',
  overloaded: 'overloaded',
  timed_out: 'no answer in time',
  unreachable: 'not reached',
  cut: 'stream cut',
  malformed: 'answer makes no sense',
  context_overflow: 'too long for it',
  content_filtered: 'filtered',
  bad_request: 'request refused',
  unauthorized: 'key refused',
  not_found: 'model not found',
};
const BECAUSE: Record<RouteReason, string> = {
  rehearsal: 'No other model is there, so the rehearsal model stands in.',
  named: 'The policy of the agent names it.',
  free_first: 'Free models come first, and it is the best of those that can do it.',
  local_first: 'Local models come first, and it is the best of those that can do it.',
  strongest: 'It is the most capable one that is allowed.',
  next_best: 'Those before it cannot answer now.',
  cheaper: 'A budget did not allow a dearer one.',
  cached: 'The same was asked before, so the same is answered, for nothing.',
};
const PASSED_OVER: Record<PassedOver['why'], string> = {
  unknown: 'nobody knows it',
  no_key: 'no key for its provider',
  no_tools: 'cannot use tools',
  no_structure: 'cannot hold to a structure',
  no_modality: 'cannot read this kind of input',
  context_too_small: 'its context is too small',
  output_too_small: 'its answers are too short',
  down: 'down',
  waits: 'has to be left alone for a while',
  quota: 'quota used up',
  busy: 'busy',
  tried: 'tried already',
  dear: 'too dear for the budget',
  paid_not_allowed: 'paid, and only free ones are allowed',
  not_local: 'not local',
  retired: 'retired',
};

export const moneyText = {
  ladder: LADDER,
  ladderMeans: LADDER_MEANS,
  ladderLabel: 'When the budget does not allow a call',
  ladderHint: 'Tried in this order.',
  period: PERIOD,
  thisPeriod: THIS_PERIOD,
  complexity: COMPLEXITY,
  complexityMeans: COMPLEXITY_MEANS,
  complexityLabel: 'Complexity',
  complexityAuto: 'By itself',
  complexityAutoMeans: "What each agent's policy says.",
  failure: FAILURE,
  because: BECAUSE,
  passedOver: PASSED_OVER,
  passedOverOf: (count: number) => (count === 1 ? '1 model passed over' : `${count} models passed over`),
  free: 'Free',
  local: 'Local',
  paid: 'Paid',
  freeMeans: 'It costs nothing, within what its free tier allows.',
  localMeans: 'It runs on machines of yours, at no price by the token.',
  paidMeans: 'It costs by the token.',
  estimated: 'estimated',
  estimatedMeans: 'Price or usage were not told, so this is an estimate.',
  inDoubt: 'in doubt',
  inDoubtMeans: 'Nobody knows whether it was charged, so all that was reserved counts.',
  account: {
    tenant: 'Everybody here',
    user: 'Person',
    agent: 'Agent',
    task: 'Task',
    run: 'This run',
  },
  accountOf: (kind: string, name: string) => `${kind} ${name}`,
  tokens: (count: string) => `${count} tokens`,
  nothing: 'nothing',
  ask: {
    account: 'Whose limit',
    period: 'Period',
    agent: 'Agent',
    asked: 'The call may use',
    left: 'Left',
    means: 'Approve, and the limit is raised by what is missing, for this period. Reject, and the next step is taken.',
  },
} as const;
