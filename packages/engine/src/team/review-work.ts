/** A person looks at what the team has made: it is approved, rejected, or made again with what they ask to be changed. */
import { type Json, type Labelled, unionLabels } from '@tutti/protocol';
import { askApproval } from '../run/ask-approval.ts';
import { takeBeginning } from '../run/beginning.ts';
import type { Scope } from '../run/scope.ts';
import type { TeamTask } from './find-pattern.ts';
import type { TeamWork } from './team-work.ts';

/** Whoever is not content by then should ask for something else. */
const MOST_ROUNDS = 5;
/** Shown of the text; the artefact holds all of it. */
const SHOWN_TEXT = 4_000;

export interface Reviewed {
  readonly last: TeamWork;
  /** For the output of the run. */
  readonly review: Readonly<Record<string, Json>>;
}

interface Asked {
  readonly verdict: 'approved' | 'rejected' | 'revise';
  readonly comment: string | undefined;
}

export async function reviewWork(
  scope: Scope,
  task: TeamTask,
  work: (scope: Scope, task: Pick<TeamTask, 'goal'>) => Promise<TeamWork>,
): Promise<Reviewed> {
  const toRound = async (own: Scope, goal: Labelled, round: number) => {
    const made = await work(own, { goal });
    return { made, asked: await ask(own, made, round) };
  };
  // Without a scope of its own, so that the first round looks like a run that nobody reviews.
  let { made, asked } = await toRound(scope, task.goal, 1);
  for (let round = 2; asked.verdict === 'revise' && round <= MOST_ROUNDS; round++) {
    const goal = toRevision(task.goal, made, asked.comment);
    ({ made, asked } = await scope.within('revision', (own) => toRound(own, goal, round)));
  }
  return { last: made, review: toReview(asked) };
}

async function ask(scope: Scope, { artefact, result }: TeamWork, round: number): Promise<Asked> {
  const text = takeBeginning(result.text, SHOWN_TEXT);
  const { id, name, version, blob, bytes, mediaType } = artefact;
  const answer = await askApproval(scope, {
    name: 'result',
    title: `Is ${name} good as it is?`,
    shows: {
      artefact: { id, name, version, blob, bytes, mediaType },
      text,
      whole: text.length === result.text.length,
      round,
      rounds: MOST_ROUNDS,
    },
    decisions: ['approved', 'rejected', 'revise'],
  });
  if (answer.status === 'timed_out') return { verdict: 'rejected', comment: undefined };
  return { verdict: answer.decision, comment: answer.comment };
}

/** The goal comes first, for whoever reads no further. */
function toRevision(goal: Labelled, { result, artefact, labels }: TeamWork, comment: string | undefined): Labelled {
  const parts = [
    goal.text,
    `## The result so far (${artefact.name}, version ${artefact.version})`,
    result.text,
    '## What is to be changed in it, in the words of the person who reviewed it',
    comment ?? 'No more was said than that it is to be revised.',
  ];
  return { text: parts.join('\n\n'), labels: unionLabels(goal.labels, labels, [{ source: 'user', name: 'reviewer' }]) };
}

function toReview({ verdict, comment }: Asked): Readonly<Record<string, Json>> {
  const said = comment === undefined ? {} : { comment };
  if (verdict === 'approved') return { review: 'approved', ...said };
  const reason = {
    reason: `it was to be revised again after ${MOST_ROUNDS} rounds, which is as often as a team tries`,
  };
  return { outcome: 'rejected', review: 'rejected', ...said, ...(verdict === 'revise' ? reason : {}) };
}
