/** Which model would answer, why that one, and why none of the others. */
import type { PassedOver, RouteReason } from '@tutti/protocol';
import { type RouteExplanation, toInstant } from '@tutti/protocol/api';
import { formatInstant } from './format-duration.ts';
import { formatSize, formatUsd, joinFacts } from './format-model.ts';
import { toPlainLine } from './plain-text.ts';
import { type Column, renderTable, type TableLook } from './render-table.ts';

type Candidate = RouteExplanation['candidates'][number];

const REASONS: Readonly<Record<RouteReason, string>> = {
  rehearsal: 'no other model can be called, so the rehearsal model stands in',
  named: 'the policy of the agent names it first among those that can be called',
  free_first: 'it costs nothing, and free models go first',
  local_first: 'it runs on a machine of yours, and local models go first',
  strongest: 'it is the strongest that the policy names or allows, as work of high complexity asks for',
  next_best: 'what stands before it cannot be called right now',
  cheaper: 'a budget asks for a cheaper one',
  cached: 'the same was answered before',
};

const OBSTACLES: Readonly<Record<PassedOver['why'], string>> = {
  unknown: 'nobody knows it',
  no_key: 'there is no key',
  no_tools: 'calls no tools',
  no_structure: 'gives no structured answers',
  no_modality: 'does not take this kind of input',
  context_too_small: 'too little context',
  output_too_small: 'answers too little',
  down: 'down',
  waits: 'its provider asked for a pause',
  quota: 'its quota is used up',
  busy: 'busy',
  tried: 'was tried already',
  dear: 'a budget does not allow it',
  paid_not_allowed: 'it is paid, and only free ones are allowed',
  not_local: 'it is not local',
  retired: 'retired',
};

const COLUMNS: readonly Column<Candidate>[] = [
  { title: 'MODEL', text: ({ model, key }) => joinFacts([toPlainLine(model), key && `key ${toPlainLine(key)}`], '  ') },
  { title: 'STRENGTH', text: ({ strength }) => String(strength), right: true },
  { title: 'AT MOST', text: ({ usd, free, local }) => toWorst({ usd, free, local }), right: true },
  { title: 'PASSED OVER', text: toObstacle, paint: ({ why }, { dim, green }) => (why === undefined ? green : dim) },
];

/** Later ones are only counted. */
const MOST_SHOWN = 25;

export function renderRoute(explanation: RouteExplanation, look: TableLook): string[] {
  const { candidates } = explanation;
  const shown = candidates.slice(0, MOST_SHOWN);
  const more = candidates.length - shown.length;
  return [
    ...renderChoice(explanation, look),
    '',
    ...(shown.length === 0 ? [] : renderTable(shown, COLUMNS, look)),
    ...(more > 0 ? [look.style.dim(`and ${more} more`)] : []),
  ].filter((line, index, lines) => line !== '' || index < lines.length - 1);
}

function renderChoice({ agent, complexity, route, until }: RouteExplanation, { style }: TableLook): string[] {
  const asked = joinFacts([agent && `agent ${agent}`, `${complexity} complexity`]);
  if (!route) {
    const when = until === undefined ? 'none can be called at all' : `none before ${formatInstant(toInstant(until))}`;
    return [`${style.yellow('No model can answer')}  ${when}`, style.dim(asked)];
  }
  const { model, key, because, insteadOf, maxOutputTokens, worstCase } = route;
  const where = route.local ? 'local' : route.free ? 'free' : `at most ${formatUsd(worstCase.usd)}`;
  return [
    joinFacts([style.bold(toPlainLine(model)), key && `key ${toPlainLine(key)}`], '  '),
    `  ${REASONS[because]}`,
    ...(insteadOf === undefined ? [] : [`  in the place of ${toPlainLine(insteadOf)}, which has retired`]),
    `  ${joinFacts([where, `up to ${formatSize(maxOutputTokens)} tokens of answer`, asked])}`,
  ];
}

function toWorst({ usd, free, local }: Pick<Candidate, 'usd' | 'free' | 'local'>): string {
  if (local) return 'local';
  return free ? 'free' : usd === undefined ? '?' : formatUsd(usd);
}

function toObstacle({ why, detail }: Candidate): string {
  if (why === undefined) return 'could answer';
  // Which key is said already.
  const more = detail === undefined || detail.startsWith('key ') ? '' : `: ${detail}`;
  return toPlainLine(OBSTACLES[why] + more);
}
