/** The one table from what went wrong to how HTTP says it. */
import { EngineError, InvalidInputError } from '@tutti/engine';
import { type ErrorCode, ERRORS } from '@tutti/protocol';
import type { Problem } from '@tutti/protocol/api';
import { RequestError } from './request-error.ts';

export const STATUS = {
  invalid_input: 400,
  parameter_unsupported: 400,
  forbidden: 403,
  unknown_agent: 404,
  unknown_pattern: 400,
  unknown_program: 409,
  run_not_found: 404,
  step_not_found: 404,
  artefact_not_found: 404,
  task_not_found: 404,
  payload_not_found: 404,
  approval_not_found: 404,
  approval_changed: 409,
  key_not_found: 404,
  unknown_provider: 404,
  unknown_model: 404,
  provider_key_not_found: 404,
  key_file_unusable: 409,
  budget_not_found: 404,
  catalogue_unavailable: 424,
  unauthenticated: 401,
  host_refused: 403,
  csrf_refused: 403,
  route_not_found: 404,
  method_not_allowed: 405,
  unsupported_media_type: 415,
  body_too_large: 413,
  request_timed_out: 408,
  too_many_requests: 429,
  idempotency_conflict: 409,
  server_draining: 503,
  too_slow: 408,
  config_invalid: 500,
  auth_required_beyond_loopback: 500,
  administrator_missing: 500,
  secret_too_weak: 500,
  port_in_use: 500,
  server_unreachable: 502,
  run_finished: 409,
  run_not_finished: 409,
  run_not_paused: 409,
  run_cancelled: 409,
  deadline_exceeded: 409,
  step_timed_out: 500,
  step_failed: 500,
  branch_aborted: 500,
  join_failed: 500,
  effect_already_happened: 409,
  concurrent_scope_use: 500,
  nondeterministic_program: 500,
  program_stalled: 500,
  continue_with_open_branches: 500,
  payload_too_large: 413,
  not_serializable: 400,
  budget_exceeded: 409,
  model_unavailable: 503,
  no_route: 503,
  no_model: 503,
  model_call_refused: 502,
  context_overflow: 413,
  content_filtered: 422,
  provider_key_refused: 502,
  model_output_invalid: 502,
  turn_too_long: 500,
  fenced: 409,
  journal_corrupt: 500,
  journal_too_new: 500,
  store_locked: 503,
  store_moved: 503,
  move_refused: 409,
  store_corrupt: 500,
  store_too_new: 500,
  store_read_only: 503,
  store_unavailable: 503,
  store_full: 507,
  store_failed: 503,
  engine_closed: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** What these say names places on the server's disk or in its database, which is nothing for those outside. */
const UNTOLD: ReadonlySet<ErrorCode> = new Set([
  'internal',
  'journal_corrupt',
  'journal_too_new',
  'store_locked',
  'store_moved',
  'move_refused',
  'store_corrupt',
  'store_too_new',
  'store_read_only',
  'store_unavailable',
  'store_full',
  'store_failed',
]);

const LONGEST_DETAIL = 1_000;

export function toProblem(error: unknown, requestId: string): Problem {
  const known = error instanceof EngineError ? error : undefined;
  const code = known?.code ?? 'internal';
  const [title, remedy] = ERRORS[code];
  const path = findField(error);
  return {
    type: `/api/docs#${code}`,
    title,
    status: STATUS[code],
    code,
    detail: known === undefined || UNTOLD.has(code) ? title : shorten(known.message),
    remedy: known?.remedy ?? remedy,
    ...(path !== undefined && { path: shorten(path) }),
    requestId,
  };
}

function findField(error: unknown): string | undefined {
  if (error instanceof InvalidInputError) return error.field || undefined;
  return error instanceof RequestError ? error.path : undefined;
}

function shorten(text: string): string {
  return text.length <= LONGEST_DETAIL ? text : `${text.slice(0, LONGEST_DETAIL)}…`;
}
