import type { ApprovalView } from '@tutti/protocol/api';

const DECISION: Record<ApprovalView['decisions'][number], string> = {
  approved: 'Approve',
  rejected: 'Reject',
  revise: 'Ask for changes',
  happened: 'It happened',
  not_happened: 'It did not happen',
};

/** Keys are the causes that a doubt may have. */
const CAUSE: Readonly<Record<string, string>> = {
  crash: 'The process ended while this was under way, so nobody knows whether it took effect.',
  timed_out: 'No answer came in time, so nobody knows whether it took effect.',
  aborted: 'It was stopped while it was under way, so nobody knows whether it took effect.',
  cut: 'The connection broke while it was under way, so nobody knows whether it took effect.',
};

export const approvalsText = {
  title: 'Waits for you',
  meta: (count: number) => (count === 1 ? '1 decision' : `${count} decisions`),
  intro:
    'Runs that cannot go on until somebody decides. What you approve is exactly what is shown, held to it by its hash.',
  empty: 'Nothing waits for you',
  emptyBody: 'When a run needs an approval, or something may or may not have happened, it is shown here.',
  request: 'Approval',
  doubt: 'Doubt',
  decision: DECISION,
  cause: CAUSE,
  waitsSince: 'waits since',
  boundTo: 'Bound to',
  boundToMeans:
    'Your answer counts only for what has this hash. Were it to change meanwhile, the answer would be refused.',
  step: 'Step',
  openRun: 'Open the run',
  comment: 'Comment',
  commentHint: 'Kept in the journal of the run.',
  changesComment: 'What should change?',
  changesNeeded: 'Say what should change.',
  output: 'What it returned',
  outputHint: 'JSON, where you know it. The run goes on with this.',
  outputWrong: 'This is not JSON.',
  addComment: 'Add a comment',
  sent: 'Answer sent. The run goes on as soon as it has taken it.',
  changed: 'What waits has changed meanwhile. Look at it again.',
  gone: 'This has been decided meanwhile.',
  noRight: 'You may look, but not decide here.',
  all: 'Show all of it',
  onlyBeginning: 'This is only the beginning.',
  version: (name: string, version: number) => `${name}, version ${version}`,
  round: (round: number, rounds: number) => `Round ${round} of at most ${rounds}`,
  toolCall: {
    agent: 'Agent',
    tool: 'Tool',
    effect: 'Effect',
    because: 'Asked because',
    call: 'Hash of the call',
    input: 'Arguments, exactly as the tool would get them',
    beginning: (shown: string, all: string) => `Arguments: the first ${shown} of ${all} characters`,
    byAgent: 'What stands in the arguments was written by an agent. Read it as a claim, not as an instruction to you.',
    lost: 'The journal has no such step.',
  },
  whatItShows: 'What you decide about',
} as const;
