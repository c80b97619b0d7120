/** Servers of tools: how they are, what would be started, what they have, and what of it changed. What servers say is shown as plain text. */
import type { EffectClass, LockState, ToolServerState } from '@tutti/protocol';
import type { DiffLine, ServerToolView, ToolServerView } from '@tutti/protocol/api';
import { joinFacts } from './format-model.ts';
import { toPlainLine, toPlainText } from './plain-text.ts';
import { type Column, renderTable, type TableLook } from './render-table.ts';
import type { Style } from './style.ts';

const STATES: Readonly<Record<ToolServerState, string>> = {
  disabled: 'switched off',
  consent_needed: 'to be allowed',
  idle: 'ready',
  connecting: 'starting',
  connected: 'running',
  failed: 'failed',
};

const COLUMNS: readonly Column<ToolServerView>[] = [
  { title: 'SERVER', text: ({ server }) => server, paint: (_, { bold }) => bold },
  { title: 'STATE', text: ({ state }) => STATES[state], paint: paintState },
  { title: 'TOOLS', text: countTools },
  { title: 'NOTE', text: toNote },
];

export function renderToolServers(servers: readonly ToolServerView[], look: TableLook): string[] {
  return servers.length === 0 ? ['No server of tools is configured.'] : renderTable(servers, COLUMNS, look);
}

export function renderToolServer(view: ToolServerView, style: Style): string[] {
  const { server, state, tools, about, pid, restarts, lastError, errorOutput } = view;
  const facts = joinFacts([
    about && `${toPlainLine(about.name)} ${toPlainLine(about.version)}, protocol ${toPlainLine(about.protocol)}`,
    pid !== undefined && `process ${pid}`,
    restarts > 0 && `started again ${restarts} times`,
  ]);
  const error = lastError && [
    `  ${style.red('last error')} ${lastError.code}: ${toPlainLine(lastError.message)}`,
    `  ${style.dim('remedy')} ${lastError.remedy}`,
  ];
  const said = errorOutput === undefined ? [] : toPlainText(errorOutput).trim().split('\n').slice(-5);
  return [
    `${style.bold(server)}  ${paintState(view, style)(STATES[state])}  ${style.dim(facts)}`.trimEnd(),
    ...renderConsent(view, style),
    ...view.missingSecrets.map((name) => `  ${style.yellow('needs a secret')}: tutti tools secret ${server} ${name}`),
    ...(state === 'failed' && error ? error : []),
    ...(state === 'failed' ? said.map((line) => `  ${style.dim('│')} ${line}`) : []),
    ...tools.flatMap((tool) => renderServerTool(tool, style)),
    ...(tools.length === 0 ? [style.dim('  Its tools are not known yet: it was not started.')] : []),
  ];
}

/** Exactly what would be started or asked, one word a line, so that nothing can hide between them. */
export function renderConsent({ server, consent }: ToolServerView, style: Style): string[] {
  if (!consent) return [];
  const { command, url, cwd, settings, given, before } = consent;
  const head = given ? style.dim('allowed') : style.yellow('to be allowed');
  return [
    `  ${style.bold(server)} ${url === undefined ? 'starts' : 'asks'} (${head}):`,
    ...(url === undefined ? [] : [`    ${toPlainLine(url)}`]),
    ...(command ?? []).map(
      (word, index) => `    ${style.dim(index === 0 ? 'program ' : `word ${index}  `)} ${JSON.stringify(word)}`,
    ),
    ...(cwd === undefined ? [] : [`    ${style.dim('in      ')} ${JSON.stringify(cwd)}`]),
    ...settings.map(
      ({ name, value, secret }) =>
        `    ${style.dim('with    ')} ${name}=${value === undefined ? style.cyan(`<secret ${secret}>`) : JSON.stringify(value)}`,
    ),
    ...(before === undefined ? [] : [`    ${style.dim('before  ')} ${toPlainLine(before)}`]),
  ];
}

export function renderServerTool(tool: ServerToolView, style: Style): string[] {
  const { lock, effect, effectIsSet, description, changes, refusal, checked } = tool;
  const seen = checked ? '' : ' (not looked at yet: it is before it is used)';
  const note = `${effectIsSet ? ' (set)' : ''}${seen}`;
  const [first = '', ...more] = toPlainText(description).split('\n');
  return [
    `  ${paintLock(lock, style)} ${style.bold(tool.tool)}  ${paintEffect(effect, style)}${style.dim(note)}`,
    ...(refusal === undefined ? [] : [`      ${style.red(toPlainLine(refusal))}`]),
    ...[first, ...(lock === 'approved' ? [] : more)]
      .filter((line) => line.trim() !== '')
      .map((line) => `      ${style.dim(line)}`),
    ...changes.flatMap(({ field, lines }) => [
      `      ${style.yellow(`its ${FIELDS[field]} changed`)}`,
      ...lines.map((line) => `      ${renderLine(line, style)}`),
    ]),
  ];
}

const FIELDS = { description: 'description', input: 'schema', effect: 'effect' } as const;

function renderLine({ kind, text }: DiffLine, style: Style): string {
  const line = toPlainText(text);
  switch (kind) {
    case 'added':
      return style.green(`+ ${line}`);
    case 'removed':
      return style.red(`- ${line}`);
    case 'same':
      return `  ${line}`;
    case 'left_out':
      return style.dim('  …');
    default:
      return kind satisfies never;
  }
}

function countTools({ tools }: ToolServerView): string {
  const count = (state: LockState) => tools.filter(({ lock }) => lock === state).length;
  const parts = [
    count('approved') > 0 && `${count('approved')} approved`,
    count('changed') > 0 && `${count('changed')} changed`,
    count('new') > 0 && `${count('new')} new`,
    count('refused') > 0 && `${count('refused')} refused`,
    count('gone') > 0 && `${count('gone')} gone`,
  ];
  return joinFacts(parts, ', ') || 'not known';
}

function toNote({ server, state, lastError, missingSecrets, tools }: ToolServerView): string {
  const waits = tools.some(({ lock }) => lock === 'changed' || lock === 'new');
  const [secret] = missingSecrets;
  if (state === 'consent_needed') return `tutti tools approve ${server}`;
  if (secret !== undefined) return `tutti tools secret ${server} ${secret}`;
  if (state === 'failed' && lastError) return toPlainLine(lastError.message);
  return waits || tools.length === 0 ? `tutti tools approve ${server}` : '';
}

function paintState({ state }: ToolServerView, style: Style): (text: string) => string {
  if (state === 'failed') return style.red;
  if (state === 'consent_needed') return style.yellow;
  return state === 'connected' ? style.green : style.dim;
}

function paintLock(lock: LockState, style: Style): string {
  const text = lock.padEnd(8);
  if (lock === 'approved') return style.green(text);
  return lock === 'changed' || lock === 'refused' ? style.red(text) : style.yellow(text);
}

function paintEffect(effect: EffectClass, style: Style): string {
  return effect === 'irreversible' ? style.yellow(effect) : effect;
}
