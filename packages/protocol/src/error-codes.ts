/** Every refusal has one of these codes. docs/errors.md is held equal to this table by a test. */
import * as z from 'zod';
import { KNOWLEDGE_ERRORS } from './knowledge-errors.ts';
import { TOOL_ERRORS } from './tool-errors.ts';

export const ERRORS = {
  invalid_input: ['The input does not have the shape that is asked for.', 'Mend the field that the message names.'],
  parameter_unsupported: [
    'The request asks for something that cannot be done here.',
    'Leave out the parameter that the message names.',
  ],
  forbidden: [
    'The caller has no right to do this.',
    'Ask an administrator of the tenant for the right that the message names.',
  ],
  unknown_agent: ['No agent has this id.', 'Choose one of the ids that the message offers.'],
  agent_exists: ['There is an agent with this id already.', 'Change that one, or choose another id.'],
  agent_changed: [
    'Somebody has changed the agent meanwhile. Nothing was saved.',
    'Look at what they changed, then save on top of it.',
  ],
  agent_invalid: ['The definition of the agent has mistakes.', 'Mend the lines that the message names.'],
  agent_version_not_found: ['The agent has no such version.', 'List them with `tutti agents versions <id>`.'],
  agent_not_shipped: [
    'There is nothing that this agent could be given back to.',
    'Restore one of its versions instead.',
  ],
  agent_not_configured: [
    'The agent works elsewhere, and the way there is not configured.',
    'Set what the message names in runtimes.yaml, or choose another agent.',
  ],
  agent_unreachable: [
    'The agent works elsewhere, and does not answer there.',
    'See that it runs and can be reached from this server, then retry the run.',
  ],
  agent_refused: [
    'The agent works elsewhere, and its server refuses our credentials.',
    'Mend the secret of its connection in runtimes.yaml, then retry the run.',
  ],
  agent_failed: ['The agent works elsewhere, and failed there.', 'Read its own words in the message.'],
  agent_cost_unknown: [
    'A budget limits what this run may cost, and nobody knows what a turn of this agent costs.',
    'State the worst case of a turn, or that it costs nothing, for its connection in runtimes.yaml.',
  ],
  command_not_allowed: [
    'The command of this agent is not one that an administrator has allowed.',
    'List the exact command under `commands` in runtimes.yaml, after reading what it does.',
  ],
  target_not_allowed: [
    'The request names a target that an administrator has not listed.',
    'List the target for its connection in runtimes.yaml, if you may test it.',
  ],
  member_silent: [
    'An agent of the team gave no answer in the time that was set.',
    'Give it more time, or look at its model or connection.',
  ],
  unknown_pattern: ['No pattern has this name.', 'Choose one of the names that the message offers.'],
  unknown_program: [
    'This build holds no program of that name or version.',
    'Run it with the build that it was started with, or a newer one that still holds it.',
  ],
  run_not_found: ['There is no run with this id.', 'List the runs to find the id that you mean.'],
  step_not_found: ['The run has no step with this path.', "Show the run's events to find the path that you mean."],
  artefact_not_found: ['The run has no artefact of this name.', 'Show the run to find the name that you mean.'],
  task_not_found: ['There is no task with this id.', 'List the tasks to find the id that you mean.'],
  payload_not_found: ['The run has no value under this hash.', "Take the hash from the run's events."],
  approval_not_found: [
    'Nothing waits for this decision: it was decided, or its run has ended.',
    'List what waits to see what is still open.',
  ],
  decision_needed: [
    'The run waits for a decision, and the program that waits for it has nobody who decides.',
    'Give `createTutti` an `approve`, or answer with its `decide`.',
  ],
  approval_changed: [
    'What you decide about is not what waits by now.',
    'Look at it again, then decide about what is shown.',
  ],
  unknown_provider: ['No provider has this name.', 'List the providers to find the name that you mean.'],
  unknown_model: ['No model has this id.', 'List the models to find the id that you mean.'],
  provider_key_not_found: [
    'The provider has no stored key of this name.',
    'List the providers with their keys; keys of the settings are changed in the settings.',
  ],
  key_file_unusable: [
    'The file that encrypts the stored provider keys cannot be used.',
    'Give this server the key file that the others have (TUTTI_KEY_FILE), or store the provider keys anew.',
  ],
  budget_not_found: ['There is no such budget.', 'List the budgets to find the account and period that you mean.'],
  catalogue_unavailable: [
    'The catalogue of models could not be fetched.',
    'Try again later: until then the one that is there goes on to be used.',
  ],
  key_not_found: ['There is no API key with this id.', 'List the keys to find the id that you mean.'],
  unauthenticated: [
    'The request carries no credentials that count.',
    'Send an API key or the owner token as `Authorization: Bearer …`, or open the link that `tutti login` prints.',
  ],
  host_refused: [
    'The request names a host or comes from a page that this server does not serve.',
    'Use the address that the server printed, or set TUTTI_PUBLIC_URL to the one you use.',
  ],
  csrf_refused: [
    'A change from a browser must prove that it comes from a page of this server.',
    'Load the page again.',
  ],
  route_not_found: ['There is nothing at this address.', 'See /api/docs for what there is.'],
  method_not_allowed: ['This address does not take this method.', 'See /api/docs for what it takes.'],
  unsupported_media_type: ['The body is not of a kind that is read here.', 'Send JSON as `application/json`.'],
  body_too_large: ['The body is larger than is read here.', 'Send less, or raise the limit `TUTTI_BODY_LIMIT_BYTES`.'],
  request_timed_out: ['The request did not arrive in time.', 'Send it again, faster.'],
  too_many_requests: ['There were too many failed attempts.', 'Wait as long as `Retry-After` says.'],
  idempotency_conflict: [
    'This Idempotency-Key was used for another request.',
    'Use a new key for a new wish, and the same key only for the same one.',
  ],
  server_draining: [
    'The server is shutting down and takes no new work.',
    'Try again in a moment, when it has started again.',
  ],
  too_slow: ['The client did not read what was sent to it.', 'Connect again from the last cursor.'],
  config_invalid: ['A setting has a value that makes no sense.', 'Mend the setting that the message names.'],
  auth_required_beyond_loopback: [
    'Authentication can be switched off only for this machine.',
    'Listen on 127.0.0.1, or leave ENABLE_AUTH on.',
  ],
  administrator_missing: [
    'A server that others can reach needs an administrator.',
    'Make one first: `tutti keys create admin --rights view,use,manage`.',
  ],
  secret_too_weak: [
    'A server that others can reach needs a real secret.',
    'Set JWT_SECRET_KEY to at least 32 random characters, such as `openssl rand -base64 32`.',
  ],
  port_in_use: [
    'Something else listens on this port.',
    'Stop it, or choose another port: `npm start -- --port 8001`, or `PORT=8001`.',
  ],
  server_unreachable: ['The server does not answer.', 'Start it with `tutti up`, or name another with --server.'],
  run_finished: [
    'The run has already ended, so it cannot be changed.',
    'Retry it, which starts a new run from its journal.',
  ],
  run_not_finished: ['The run has not ended yet.', 'Wait for its end, or cancel it first.'],
  run_not_paused: ['The run is not paused, so there is nothing to resume.', 'Show the run to see what it waits for.'],
  run_cancelled: ['The run was cancelled.', 'Retry it if it was cancelled by mistake.'],
  deadline_exceeded: ['The run did not end before its deadline.', 'Retry it with a later deadline.'],
  step_timed_out: [
    'A step took longer than it is allowed to.',
    "Raise the step's time limit, or look at what it waited for.",
  ],
  step_failed: ['A step failed with an error of its own.', "Read the step's message."],
  branch_aborted: [
    'A branch was stopped because the others had decided.',
    'Nothing to do: the decision did not need it.',
  ],
  join_failed: ['Too many branches failed for the join to be met.', "Read the branches' own errors."],
  effect_already_happened: [
    'Retrying from here would repeat an effect that cannot be undone.',
    'Retry from a later step, or allow the repetition expressly.',
  ],
  concurrent_scope_use: [
    'Two steps were begun at once on one scope.',
    'Use `all`, which gives each branch a scope of its own.',
  ],
  nondeterministic_program: [
    'The program did not take the road that its journal records.',
    'Let it touch the world only through its scope; the message names the path.',
  ],
  program_stalled: [
    'The program waits for something that is not one of its steps.',
    'Let it wait only through its scope.',
  ],
  continue_with_open_branches: [
    'An episode cannot end while a step or branch of it is open.',
    'Call `continueAs` on the root scope, after everything else has ended.',
  ],
  payload_too_large: ['A value is larger than a run may hold.', 'Store it as an artefact or pass a reference.'],
  not_serializable: [
    'A value cannot be written as JSON.',
    'Return plain data: text, numbers, booleans, null, lists and objects.',
  ],
  budget_exceeded: [
    'The reservation for a call does not fit into what is left.',
    'Raise the budget of the account that the message names.',
  ],
  model_unavailable: [
    'The model could not be reached or refused the call.',
    'Try again later or configure another model.',
  ],
  no_route: [
    'Every model that may answer is down, used up or busy at the moment.',
    'Wait: it goes on by itself. A key of another provider, or a local model, makes it go on at once.',
  ],
  no_model: [
    'No model can answer this call.',
    'Add a key of a provider or start a local model; `tutti route` shows why each model is passed over.',
  ],
  model_call_refused: [
    'The model refused the call as malformed.',
    'Choose another model for the agent, or report what the message says.',
  ],
  context_overflow: [
    'What was to be sent is longer than any model that may answer can read.',
    'Shorten the task, or allow the agent a model with a larger context.',
  ],
  content_filtered: [
    "The providers' filters refused the request or its answer.",
    'Put the task in other words, or allow the agent another provider.',
  ],
  provider_key_refused: [
    'The provider does not accept the key.',
    'Store a key that counts: `tutti providers test` says what exactly is wrong.',
  ],
  model_output_invalid: [
    'The model did not answer in the form that was asked for.',
    'Try again, or use a model that supports structured output.',
  ],
  turn_too_long: [
    'The agent made as many model calls as one turn allows without ending.',
    'Raise its `maxCallsPerTurn`, or give it a narrower task.',
  ],
  no_progress: [
    'The agents went in circles: nothing new came, also after they were told.',
    'Read what repeats in the events `progress.stalled` of the run, then retry it with a clearer goal, another model or more rights.',
  ],
  nested_too_deep: [
    'Sub-agents may start others only so deep, and a run only so many.',
    'Let one agent take larger parts, or begin a run of its own for the rest.',
  ],
  ...TOOL_ERRORS,
  ...KNOWLEDGE_ERRORS,
  fenced: ['Another worker has taken this run over.', 'Nothing to do: the other worker goes on with it.'],
  journal_corrupt: [
    'The journal of a run does not match its hash chain.',
    'Restore the data directory from a backup; the message names the run and the place.',
  ],
  journal_too_new: [
    'A run contains events that this version does not know.',
    'Start the newer version that wrote them.',
  ],
  store_locked: [
    'Another process uses this data directory.',
    'Stop the process that the message names, or choose another directory.',
  ],
  store_moved: [
    'What this data directory held was moved to a database.',
    'Set DATABASE_URL to go on there. Deleting moved.json brings back the copy in the directory, without what happened since.',
  ],
  move_refused: [
    'The installation cannot be moved there.',
    'Name an empty database, or another schema with TUTTI_DATABASE_SCHEMA; nothing was changed.',
  ],
  store_corrupt: ['The database file is damaged.', 'Restore the data directory from a backup.'],
  store_too_new: [
    'The data directory was written by a newer version.',
    'Start the newer version, or choose another directory.',
  ],
  store_read_only: [
    'The data directory cannot be written.',
    'Give this user the right to write there, or choose another directory.',
  ],
  store_unavailable: [
    'The database cannot be reached, or has too much to do.',
    'Check that it runs and that DATABASE_URL leads to it: work goes on by itself.',
  ],
  store_full: ['The disk is full.', 'Free some space: work goes on by itself.'],
  store_failed: [
    'The disk reported an error, so nothing more is written.',
    'Check the disk, then start again: everything acknowledged is on it.',
  ],
  engine_closed: ['The engine is shutting down and takes no new work.', 'Start it again.'],
  internal: ['Something failed that should not.', 'Report it with the message and the run id.'],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

export const ErrorCode = z.enum(Object.keys(ERRORS) as [keyof typeof ERRORS, ...(keyof typeof ERRORS)[]]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** A failure as it stands in a journal. */
export const Failure = z.object({
  code: ErrorCode,
  message: z.string(),
  path: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;
