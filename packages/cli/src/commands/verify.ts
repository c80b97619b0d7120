import { EngineError, JournalCorruptError } from '@tutti/engine';
import type { RunId, RunState } from '@tutti/protocol';
import { applyRunEvent, toRunSummary } from '@tutti/protocol';
import { isDeepStrictEqual } from 'node:util';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { type Home, openHome } from '../home/open-home.ts';
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
  await using home = await openHome(context, options);
  const runs =
    typed === undefined
      ? (await Array.fromAsync(listAll(home))).map(({ run }) => run)
      : [await resolveRunId(home, typed)];
  const findings: Finding[] = [];
  for (const run of runs) findings.push(await verifyRun(home, run));
  const broken = findings.filter(({ problem }) => problem);
  const events = findings.reduce((sum, finding) => sum + finding.events, 0);
  const { out } = context.terminal;
  if (options.json) writeLine(out, JSON.stringify({ runs: runs.length, events, broken }));
  else {
    for (const { run, problem } of broken) writeLine(out, `${run}  ${problem?.code}: ${problem?.message}`);
    writeLine(
      out,
      `${formatCount(runs.length, 'run')}, ${formatCount(events, 'event')} checked, ${broken.length} broken`,
    );
  }
  return broken.length === 0 ? EXIT.done : EXIT.store;
}

async function verifyRun({ engine, principal, store }: Home, run: RunId): Promise<Finding> {
  let events = 0;
  try {
    let state: RunState | undefined;
    for await (const event of engine.readEvents(principal, run)) {
      state = applyRunEvent(state, event);
      events += 1;
    }
    const row = await store.findRun(principal.tenant, run);
    // Written by the same fold in the same transaction; another row means that entries were cut off at the end.
    if (!state || !isDeepStrictEqual(plain(toRunSummary(state)), plain(row)))
      throw new JournalCorruptError('the journal does not end in the state that the list of runs shows');
    return { run, events, problem: undefined };
  } catch (error) {
    if (!(error instanceof EngineError) && !(error instanceof Error && error.name === 'FoldError')) throw error;
    return { run, events, problem: describeError(error) };
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
