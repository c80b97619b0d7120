import { isFinished, type RunEvent, type RunId } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk, Told } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { parseCount } from '../parse-count.ts';
import { listenForInterrupts } from '../runs/interrupts.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { writeLine } from '../terminal.ts';
import { formatInstant } from '../view/format-duration.ts';
import { toPlainLine } from '../view/plain-text.ts';

export interface EventsOptions extends CommonOptions {
  readonly after?: string;
  readonly follow?: boolean;
}

/** The journal itself, each entry checked against the hash chain. */
export async function eventsCommand(context: CommandContext, typed: string, options: EventsOptions): Promise<number> {
  const after = parseCount(options.after ?? '0', '--after');
  await using desk = await openDesk(context);
  const run = await resolveRunId(desk, typed);
  const print = (event: RunEvent) =>
    writeLine(context.terminal.out, options.json ? JSON.stringify(event) : toLine(event));
  if (options.follow && !desk.drivesHere) return await follow(context, desk, { run, after, print });
  for await (const event of desk.readEvents(run, after)) print(event);
  return options.follow ? await tellWhyItEnds(context, desk, run) : EXIT.done;
}

interface Following {
  readonly run: RunId;
  readonly after: number;
  readonly print: (event: RunEvent) => void;
}

/** Until the run ends, across restarts of the server. */
async function follow({ terminal: { err } }: CommandContext, desk: Desk, wish: Following): Promise<number> {
  const { run, after, print } = wish;
  const leaving = new AbortController();
  let exitCode: number = EXIT.done;
  const leave = (code: number) => {
    exitCode = code;
    leaving.abort();
  };
  let isAway = false;
  const hear = (told: Told) => {
    if (told.type === 'reconnecting') {
      if (!isAway) writeLine(err, `${desk.place} does not answer; trying again. Nothing is lost meanwhile.`);
      isAway = true;
      return;
    }
    if (isAway) writeLine(err, `${desk.place} answers again.`);
    isAway = false;
    if (told.type === 'events') told.events.forEach(print);
  };
  const stop = listenForInterrupts({
    interrupt: () => leave(EXIT.interrupted),
    leaveAtOnce: () => process.exit(EXIT.interrupted),
    terminate: () => leave(EXIT.terminated),
  });
  try {
    await desk.follow(run, { after, hear, signal: leaving.signal });
    return exitCode;
  } finally {
    stop();
  }
}

/** Here is nobody who would drive it: waiting would be for ever. */
async function tellWhyItEnds({ terminal: { err } }: CommandContext, desk: Desk, run: RunId): Promise<number> {
  const { status } = await desk.getRun(run);
  if (isFinished(status)) return EXIT.done;
  writeLine(
    err,
    `${run} is ${status} and nobody drives it; \`tutti resume\` goes on with it, and so does \`tutti up\`.`,
  );
  return EXIT.wrongState;
}

function toLine(event: RunEvent): string {
  const { seq, at, type, hash } = event;
  const path = 'path' in event && event.path !== undefined ? `  ${event.path}` : '';
  return `${String(seq).padStart(5)}  ${formatInstant(at)}  ${hash.slice(0, 8)}  ${type}${toPlainLine(path) === '' ? '' : `  ${toPlainLine(path)}`}`;
}
