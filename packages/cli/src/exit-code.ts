/** How a command ends, by the class of what happened. */
import { ErrorCode, type RunStatus } from '@tutti/protocol';

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  wrongState: 4,
  store: 5,
  unreachable: 6,
  refused: 7,
  interrupted: 130,
  terminated: 143,
} as const;

const CLASSES: Partial<Record<ErrorCode, number>> = {
  invalid_input: EXIT.usage,
  unknown_agent: EXIT.usage,
  agent_invalid: EXIT.usage,
  unknown_pattern: EXIT.usage,
  unknown_provider: EXIT.usage,
  unknown_model: EXIT.usage,
  payload_too_large: EXIT.usage,
  body_too_large: EXIT.usage,
  config_invalid: EXIT.usage,
  auth_required_beyond_loopback: EXIT.usage,
  administrator_missing: EXIT.usage,
  secret_too_weak: EXIT.usage,
  run_not_found: EXIT.notFound,
  collection_not_found: EXIT.notFound,
  document_not_found: EXIT.notFound,
  passage_not_found: EXIT.notFound,
  document_too_large: EXIT.usage,
  agent_version_not_found: EXIT.notFound,
  step_not_found: EXIT.notFound,
  artefact_not_found: EXIT.notFound,
  task_not_found: EXIT.notFound,
  payload_not_found: EXIT.notFound,
  approval_not_found: EXIT.notFound,
  key_not_found: EXIT.notFound,
  provider_key_not_found: EXIT.notFound,
  budget_not_found: EXIT.notFound,
  route_not_found: EXIT.notFound,
  workspace_not_found: EXIT.notFound,
  file_not_found: EXIT.notFound,
  version_not_found: EXIT.notFound,
  decision_not_found: EXIT.notFound,
  nothing_to_decide: EXIT.wrongState,
  agent_exists: EXIT.wrongState,
  agent_changed: EXIT.wrongState,
  agent_not_shipped: EXIT.wrongState,
  workspace_elsewhere: EXIT.wrongState,
  workspace_in_use: EXIT.wrongState,
  repository_unusable: EXIT.usage,
  repository_not_allowed: EXIT.refused,
  branch_unusable: EXIT.wrongState,
  tree_dirty: EXIT.wrongState,
  changes_conflict: EXIT.wrongState,
  diff_changed: EXIT.wrongState,
  hunks_unusable: EXIT.usage,
  tool_server_not_found: EXIT.notFound,
  tool_command_refused: EXIT.usage,
  tool_servers_invalid: EXIT.usage,
  tool_consent_needed: EXIT.wrongState,
  tool_approval_needed: EXIT.wrongState,
  tool_approval_stale: EXIT.wrongState,
  run_finished: EXIT.wrongState,
  run_not_finished: EXIT.wrongState,
  run_not_paused: EXIT.wrongState,
  run_cancelled: EXIT.wrongState,
  effect_already_happened: EXIT.wrongState,
  engine_closed: EXIT.wrongState,
  approval_changed: EXIT.wrongState,
  server_draining: EXIT.wrongState,
  unauthenticated: EXIT.refused,
  forbidden: EXIT.refused,
  host_refused: EXIT.refused,
  too_many_requests: EXIT.refused,
  server_unreachable: EXIT.unreachable,
  port_in_use: EXIT.unreachable,
  catalogue_unavailable: EXIT.unreachable,
  journal_corrupt: EXIT.store,
  journal_too_new: EXIT.store,
  store_locked: EXIT.store,
  store_moved: EXIT.store,
  move_refused: EXIT.wrongState,
  store_corrupt: EXIT.store,
  store_too_new: EXIT.store,
  store_read_only: EXIT.store,
  store_unavailable: EXIT.store,
  store_full: EXIT.store,
  store_failed: EXIT.store,
};

/** Errors of the engine have a code, and so do refusals of a server. */
export function hasCode(error: Error): error is Error & { readonly code: ErrorCode } {
  return 'code' in error && ErrorCode.safeParse(error.code).success;
}

export function toExitCode(error: unknown): number {
  return error instanceof Error && hasCode(error) ? (CLASSES[error.code] ?? EXIT.failed) : EXIT.failed;
}

/** A run that rests without having ended has not done what was asked. */
export function toExitCodeOfRun(status: RunStatus): number {
  if (status === 'completed') return EXIT.done;
  return status === 'failed' || status === 'cancelled' ? EXIT.failed : EXIT.wrongState;
}
