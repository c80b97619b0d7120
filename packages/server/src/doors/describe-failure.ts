import type { Redact } from '@tutti/engine';
import { toProblem } from '../http/to-problem.ts';
import type { ToldFailure } from './door-desk.ts';

/** As the API tells it: places on the server's disk and secrets of others are left out. */
export function describeFailure(error: unknown, redact: Redact): ToldFailure {
  const { code, detail, remedy } = toProblem(error, '');
  return { code, message: redact(detail), remedy };
}
