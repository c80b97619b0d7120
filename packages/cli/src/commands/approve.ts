/** What waits for a person: shown, then decided. */
import { InvalidInputError } from '@tutti/engine';
import { parseApprovalId } from '@tutti/protocol';
import type { ApprovalBody, ApprovalView } from '@tutti/protocol/api';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { parseJsonOption } from '../parse-json-option.ts';
import { CommandError } from '../report-error.ts';
import { driveRuns } from '../runs/drive-runs.ts';
import { resolveRunId } from '../runs/resolve-run-id.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { renderApproval } from '../view/render-approval.ts';
import { createStyle } from '../view/style.ts';

export interface ApproveOptions extends CommonOptions {
  readonly comment?: string;
  readonly output?: string;
}

export interface Approving {
  /** Of an approval or of a run. */
  readonly typed: string | undefined;
  readonly decision: string | undefined;
}

export type Decision = ApprovalBody['decision'];

/** What people write for what the contract calls otherwise. */
const SPELLINGS: Readonly<Record<string, Decision>> = {
  approve: 'approved',
  reject: 'rejected',
  'not-happened': 'not_happened',
};

export async function approveCommand(
  context: CommandContext,
  { typed, decision }: Approving,
  options: ApproveOptions,
): Promise<number> {
  const { comment, json = false } = options;
  const output = parseJsonOption(options.output, '--output');
  await using desk = await openDesk(context);
  if (typed === undefined)
    return await listOpen(context, desk, { approvals: await desk.reviews.listApprovals(), json });
  const approval = await getApproval(desk, typed);
  if (decision === undefined && context.terminal.ask === undefined)
    return await listOpen(context, desk, { approvals: [approval], json });
  if (context.terminal.out.isTty && !json) await show(context, desk, [approval]);
  const chosen = decision === undefined ? await ask(context, approval) : parseDecision(decision, approval);
  if (chosen === undefined) return EXIT.done;
  return await decide(context, desk, {
    approval,
    json,
    answer: {
      decision: chosen,
      ...(comment !== undefined && { comment }),
      ...(output !== undefined && { output }),
    },
  });
}

export interface Deciding {
  readonly approval: ApprovalView;
  readonly answer: Omit<ApprovalBody, 'subject'>;
  readonly json: boolean;
}

/** The run goes on with it: here until it rests, or at the server. */
export async function decide(
  context: CommandContext,
  desk: Desk,
  { approval, answer, json }: Deciding,
): Promise<number> {
  const { run } = approval;
  const { seq } = await desk.getRun(run);
  await desk.reviews.answerApproval(approval, answer);
  if (desk.drivesHere) return driveRuns(context, desk, { runs: [run], json, onInterrupt: 'leave', wokenAt: seq });
  const { out } = context.terminal;
  const { decision } = answer;
  if (json) writeLine(out, JSON.stringify({ run, approval: approval.approval, decision }));
  else writeLine(out, `${toPlainLine(approval.title)}: ${decision}. The run goes on: tutti events ${run} --follow`);
  return EXIT.done;
}

async function listOpen(
  context: CommandContext,
  desk: Desk,
  { approvals, json }: { approvals: readonly ApprovalView[]; json: boolean },
): Promise<number> {
  const { out } = context.terminal;
  if (json) writeLine(out, JSON.stringify(approvals));
  else if (approvals.length === 0) writeLine(out, 'Nothing waits for you.');
  else await show(context, desk, approvals);
  return EXIT.done;
}

async function show(
  { terminal: { out } }: CommandContext,
  desk: Desk,
  approvals: readonly ApprovalView[],
): Promise<void> {
  const style = createStyle(out.color);
  for (const approval of approvals) {
    const { rehearsed } = await desk.getRun(approval.run);
    for (const line of renderApproval(approval, { style, rehearsed })) writeLine(out, line);
  }
}

async function getApproval(desk: Desk, typed: string): Promise<ApprovalView> {
  const place = parseApprovalId(typed);
  const run = place?.run ?? (await resolveRunId(desk, typed));
  const { open } = await desk.getRun(run);
  const found = place ? open.filter(({ approval }) => approval === typed) : open;
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (!only) throw new CommandError('approval_not_found', `nothing in ${run} waits for this decision`);
  const offer = found.map(({ approval, title }) => `  ${approval}  ${toPlainLine(title).slice(0, 60)}`).join('\n');
  throw new CommandError('invalid_input', `${found.length} decisions wait in ${run}:\n${offer}`, {
    remedy: 'Name the one that you mean.',
  });
}

function parseDecision(text: string, { decisions }: ApprovalView): Decision {
  const word = text.trim().toLowerCase();
  return choose(decisions, SPELLINGS[word] ?? word, 'decision');
}

/** Undefined when the person decides nothing. */
async function ask({ terminal }: CommandContext, { decisions }: ApprovalView): Promise<Decision | undefined> {
  const answer = (await terminal.ask?.(`${decisions.join(', ')}? (Enter decides nothing) `)) ?? '';
  const word = answer.trim().toLowerCase();
  if (word === '') return undefined;
  const begun = decisions.filter((each) => each.startsWith(word));
  const [only, ...others] = begun;
  if (only && others.length === 0) return only;
  throw new InvalidInputError(`"${word}" is none of ${decisions.join(', ')}`, 'decision');
}
