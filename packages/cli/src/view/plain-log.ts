/** One line for each thing that ended or went wrong, without control codes: for pipes, files and continuous integration. */
import type { LiveNotice } from '@tutti/protocol';
import {
  type EventOf,
  isRehearsal,
  type LadderStep,
  type Payload,
  type RunEvent,
  toMissingNote,
  toNotMadeNote,
} from '@tutti/protocol';
import type { RunWatch } from '../runs/run-watch.ts';
import { type Writer, writeLine } from '../terminal.ts';
import { fitText } from './fit-text.ts';
import { formatDuration, formatInstant } from './format-duration.ts';
import { formatCost, formatTokens } from './format-usage.ts';
import { toPlainLine } from './plain-text.ts';
import type { RunView } from './run-view.ts';
import { toShortId } from './short-id.ts';

const WORDS = 60;

export class PlainLog implements RunView {
  readonly #writer: Writer;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  begin({ run, state, events }: RunWatch): void {
    const steps = state.steps.completed > 0 ? `, ${state.steps.completed} of its steps are recorded` : '';
    this.say(`run ${toShortId(run)} is ${state.status}${steps}: ${toPlainLine(events[0] ? state.title : '')}`);
  }

  hear({ run }: RunWatch, _notice: LiveNotice, news: readonly RunEvent[]): void {
    for (const event of news) {
      const line = toLine(event);
      if (line !== undefined) this.say(`run ${toShortId(run)}  ${toPlainLine(line)}`);
    }
  }

  say(text: string): void {
    writeLine(this.#writer, text);
  }

  end(): void {}
}

type Lines = { [Type in RunEvent['type']]?: (event: EventOf<Type>) => string | undefined };

/** Events that are not here are about the run's own bookkeeping. */
const LINES: Lines = {
  'run.started': () => 'started',
  'run.claimed': () => 'goes on',
  'step.completed': toStepLine,
  'step.failed': ({ path, error }) => `${path} failed: ${error.message} (${error.code})`,
  'step.retried': ({ path, error }) => `${path} failed and is tried again: ${error.message}`,
  'model.awaited': ({ path, until }) => `${path} waits for a model: none can be called before ${formatInstant(until)}`,
  'budget.refused': ({ path, account, period }) =>
    `the budget of ${toBudgetName(account, period)} does not allow ${path}`,
  'budget.stepped': ({ path, step }) => `${path}: ${STEPS[step]}`,
  'budget.warned': ({ account, period, share }) =>
    `${Math.round(share * 100)}% of the budget of ${toBudgetName(account, period)} is used`,
  'effect.doubted': ({ path, cause }) => `${path} is in doubt: ${cause}`,
  'effect.resolved': ({ path, verdict, how }) =>
    `${path} ${verdict === 'happened' ? 'happened' : 'did not happen'} (${how})`,
  'domain.recorded': ({ name, data }) => toNotMade(name, data),
  'artefact.produced': ({ artefact }) => `artefact ${artefact.name}, ${artefact.bytes} bytes`,
  'run.cancel_requested': ({ reason }) => `is to be cancelled: ${reason}`,
  'run.paused': ({ reason }) => `paused: ${reason}`,
  'run.quarantined': ({ claims }) => `kept aside after ${claims} claims without progress`,
};

const STEPS: Readonly<Record<LadderStep, string>> = {
  cheaper: 'a cheaper model is tried',
  fewer_tokens: 'a shorter answer is asked for',
  ask: 'a person is asked: tutti approve',
  stop: 'the run ends with what there is',
};

function toBudgetName(account: string, period: string | undefined): string {
  return period === undefined || period === 'total' ? account : `${account} for the ${period}`;
}

function toLine(event: RunEvent): string | undefined {
  const write = LINES[event.type] as ((event: RunEvent) => string | undefined) | undefined;
  return write?.(event);
}

/** What patterns write down beside it says nothing that the steps do not say. */
function toNotMade(name: string, data: Payload): string | undefined {
  const note = toNotMadeNote(name, data);
  return note === undefined ? undefined : `not called: ${note}`;
}

function toStepLine(event: EventOf<'step.completed'>): string {
  const { agent, kind, tool, model, name, path, usage, startedAt, at, effect } = event;
  const what = kind === 'tools' ? 'tools on offer' : `${kind} ${tool ?? model ?? name}`;
  return [
    agent === undefined ? what : `${agent}: ${what}`,
    path,
    usage ? formatTokens(usage) : '',
    usage && usage.costNanoUsd > 0 ? formatCost(usage) : '',
    formatDuration(Math.max(at - startedAt, 0)),
    kind === 'tool' ? effect : '',
    (kind === 'tools' && toMissingNote(event.output)) || '',
    toWords(event),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function toWords({ kind, output, labels = [] }: EventOf<'step.completed'>): string {
  if (kind !== 'model' || !('value' in output)) return '';
  const { value } = output;
  if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string') return '';
  return `[${isRehearsal(labels) ? 'rehearsal' : 'model'}] ${fitText(toPlainLine(value.text), WORDS)}`;
}
