import { InvalidInputError } from '@tutti/engine';
import type { EventOf, Json, Payload, RunEvent, RunId } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { CommandError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine, toPlainText } from '../view/plain-text.ts';
import { createStyle } from '../view/style.ts';

type StepEnd = EventOf<'step.completed' | 'step.failed'>;

/** One step of a run with all that went in and came out, however long it is. */
export async function showStepCommand(
  context: CommandContext,
  typed: { readonly run: string; readonly step: string },
  options: CommonOptions,
): Promise<number> {
  if (typed.step.trim() === '') throw new InvalidInputError('--step takes the path of a step', '--step');
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed.run);
  const step = await findStep(desk.readEvents(run), typed.step);
  if (!step) throw new CommandError('step_not_found', `${run} has no step ${typed.step} that has ended`);
  const input = step.input && (await read(desk, run, step.input));
  const output = step.type === 'step.completed' ? await read(desk, run, step.output) : undefined;
  const { out } = context.terminal;
  if (options.json) {
    writeLine(
      out,
      JSON.stringify({ ...step, ...(input !== undefined && { input }), ...(output !== undefined && { output }) }),
    );
    return EXIT.done;
  }
  const style = createStyle(out.color);
  const { path, kind, effect, agent, tool } = step;
  const facts = [kind, effect, agent, tool].filter((fact) => fact !== undefined).join('  ');
  const error = step.type === 'step.failed' ? [style.red(toPlainLine(step.error.message))] : [];
  const parts = [
    style.bold(path),
    `  ${style.dim(facts)}`,
    ...error,
    ...toPart('Input', input),
    ...toPart('Output', output),
  ];
  for (const line of parts) writeLine(out, line);
  return EXIT.done;

  function toPart(title: string, value: Json | undefined): string[] {
    if (value === undefined) return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    return ['', style.bold(title), toPlainText(text)];
  }
}

async function findStep(events: AsyncIterable<RunEvent>, path: string): Promise<StepEnd | undefined> {
  for await (const event of events)
    if ((event.type === 'step.completed' || event.type === 'step.failed') && event.path === path) return event;
  return undefined;
}

async function read(desk: Desk, run: RunId, payload: Payload): Promise<Json> {
  return 'value' in payload ? payload.value : await desk.policy.readPayload(run, payload.blob);
}
