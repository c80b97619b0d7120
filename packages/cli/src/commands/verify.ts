import { JournalCorruptError } from '@tutti/engine';
import type { RunId, RunState } from '@tutti/protocol';
import { applyRunEvent, isFinished, toRunSummary } from '@tutti/protocol';
import { type RunView, toRunView } from '@tutti/protocol/api';
import { isDeepStrictEqual } from 'node:util';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT, hasCode } from '../exit-code.ts';
import { describeError } from '../report-error.ts';
import { listAll, resolveRunId } from '../runs/resolve-run-id.ts';
import { writeLine } from '../terminal.ts';
import { formatCount } from '../view/format-usage.ts';

interface Finding {
  readonly run: RunId;
  readonly events: number;
  readonly problem: { code: string; message: string } | undefined;
}

/** Reads every journal from its first event, checks its hash chain, folds it, and compares it with the row in the list of runs. */
export async function verifyCommand(
  context: CommandContext,
  typed: string | undefined,
  options: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const only = typed === undefined ? undefined : await resolveRunId(desk, typed);
  const rows = (await Array.fromAsync(listAll(desk))).filter(({ run }) => only === undefined || run === only);
  const findings: Finding[] = [];
  for (const row of rows) findings.push(await verifyRun(desk, row));
  const broken = findings.filter(({ problem }) => problem);
  const events = findings.reduce((sum, finding) => sum + finding.events, 0);
  const { out } = context.terminal;
  if (options.json) writeLine(out, JSON.stringify({ runs: rows.length, events, broken }));
  else {
    for (const { run, problem } of broken) writeLine(out, `${run}  ${problem?.code}: ${problem?.message}`);
    writeLine(
      out,
      `${formatCount(rows.length, 'run')}, ${formatCount(events, 'event')} checked, ${broken.length} broken`,
    );
  }
  return broken.length === 0 ? EXIT.done : EXIT.store;
}

async function verifyRun(desk: Desk, row: RunView): Promise<Finding> {
  const { run } = row;
  let events = 0;
  try {
    let state: RunState | undefined;
    for await (const event of desk.readEvents(run)) {
      state = applyRunEvent(state, event);
      events += 1;
    }
    // A run that a server drives meanwhile goes on between its row and its events.
    const isStill = desk.drivesHere || isFinished(row.status);
    // Written by the same fold in the same transaction; another row means that entries were cut off at the end.
    if (!state || (isStill && !isDeepStrictEqual(plain(toRunView(toRunSummary(state))), plain(row))))
      throw new JournalCorruptError('the journal does not end in the state that the list of runs shows');
    return { run, events, problem: undefined };
  } catch (error) {
    const { code, message } = describeError(error);
    const isFinding = error instanceof Error && (hasCode(error) || error.name === 'FoldError');
    if (!isFinding || code === 'server_unreachable') throw error;
    return { run, events, problem: { code, message } };
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
