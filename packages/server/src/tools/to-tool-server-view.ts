import type { JudgedTool, ServerStatus } from '@tutti/adapters/tools/mcp';
import { ERRORS, type ToolServerState, toVisibleText } from '@tutti/protocol';
import { type ServerToolView, toTime, type ToolServerView } from '@tutti/protocol/api';

/** What is started or asked, and what it says, is shown to those alone who may decide about it. */
export function toToolServerView(status: ServerStatus, manages: boolean): ToolServerView {
  const { server, config, health, missingSecrets, tools } = status;
  const { since, restarts, pid, about, retryAt, errorOutput } = health;
  return {
    server,
    kind: config.command ? 'command' : 'url',
    state: toState(status),
    since: toTime(since),
    restarts,
    missingSecrets: [...missingSecrets],
    tools: tools.map(toServerToolView),
    ...(pid !== undefined && { pid }),
    ...(about && { about }),
    ...(retryAt !== undefined && { retryAt: toTime(retryAt) }),
    ...toLastError(status, manages),
    ...(manages && { config, consent: toConsentView(status) }),
    ...(manages && errorOutput !== '' && { errorOutput }),
  };
}

function toState({ config, consent, health }: ServerStatus): ToolServerState {
  if (!config.enabled) return 'disabled';
  return consent.given?.hash === consent.hash ? health.state : 'consent_needed';
}

function toLastError({ health: { lastError } }: ServerStatus, manages: boolean): Pick<ToolServerView, 'lastError'> {
  if (!lastError) return {};
  const { error, at } = lastError;
  const { code, message, remedy } = error;
  return { lastError: { code, message: manages ? message : ERRORS[code][0], remedy, at: toTime(at) } };
}

function toConsentView({ config, consent }: ServerStatus): NonNullable<ToolServerView['consent']> {
  const { command, cwd, url } = config;
  const { hash, settings, given } = consent;
  const isGiven = given?.hash === hash;
  return {
    hash,
    settings: settings.map((setting) => ({ ...setting })),
    given: isGiven,
    ...(command && { command }),
    ...(cwd !== undefined && { cwd }),
    ...(url !== undefined && { url }),
    ...(given && isGiven && { givenAt: given.at }),
    ...(given && !isGiven && { before: given.what }),
  };
}

function toServerToolView(judged: JudgedTool): ServerToolView {
  const { tool, name, description, input, effect, effectIsSet, lock, hash, changes, refusal, approvedAt, live } =
    judged;
  return {
    tool,
    name,
    // Who approves it reads what the model would read, and nothing of it unseen.
    description: toVisibleText(description),
    input,
    effect,
    effectIsSet,
    lock,
    checked: live !== undefined || lock !== 'approved',
    hash,
    changes: changes.map(({ field, lines }) => ({
      field,
      lines: lines.map(({ kind, text }) => ({ kind, text: toVisibleText(text) })),
    })),
    ...(refusal !== undefined && { refusal }),
    ...(approvedAt !== undefined && { approvedAt: toTime(approvedAt) }),
  };
}
