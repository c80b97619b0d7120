/** What was passed over, in words, the most relevant first: what the policy names, then what may be open again, then what it lacks. */
import type { PassedOver } from '@tutti/protocol';
import type { RequestSize } from '../money/measure-request.ts';
import type { Passed } from './place.ts';

export const MOST_TOLD = 20;
const LONGEST_DETAIL = 300;

export function tellPassedOver(
  unresolved: readonly PassedOver[],
  passed: readonly Passed[],
  size: RequestSize,
): readonly PassedOver[] {
  const named: Passed[] = [];
  const waiting: Passed[] = [];
  const lacking: Passed[] = [];
  for (const one of passed) {
    if (one.place.named !== undefined) named.push(one);
    else if (one.obstacle.until !== undefined || one.obstacle.isSoft || one.obstacle.why === 'dear') waiting.push(one);
    else if (lacking.length < MOST_TOLD) lacking.push(one);
  }
  const told = [...named, ...waiting, ...lacking].slice(0, MOST_TOLD).map((one) => toWords(one, size));
  return [...unresolved, ...told].slice(0, MOST_TOLD);
}

export function toWords({ place: { route }, obstacle }: Passed, size: RequestSize): PassedOver {
  const { why, until } = obstacle;
  const key = route.key ? `key ${route.key.name}` : '';
  const reason = obstacle.detail ?? (why === 'context_too_small' ? toWindow(route.card.context, size) : '');
  const end = until === undefined ? '' : `until ${new Date(until).toISOString()}`;
  const detail = [key, reason, end]
    .filter((part) => part !== '')
    .join(', ')
    .slice(0, LONGEST_DETAIL);
  return { model: route.card.id, why, ...(detail !== '' && { detail }) };
}

function toWindow(context: number, { estimate }: RequestSize): string {
  return `it reads ${context} tokens, and about ${estimate} are sent`;
}
