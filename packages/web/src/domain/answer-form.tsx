import type { Json } from '@tutti/protocol';
import type { ApprovalView } from '@tutti/protocol/api';
import { MessageSquarePlus } from 'lucide-react';
import { useState } from 'react';
import { toRefusal } from '../client/to-refusal.ts';
import { approvalsText } from '../strings/approvals.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import type { ButtonVariant } from '../ui/button-classes.ts';
import { AnswerFields, type AnswerMistake } from './answer-fields.tsx';
import { useMayUse } from './use-may-use.ts';
import { type AnswerOutcome, useAnswerApproval } from './use-answer-approval.ts';

type Decision = ApprovalView['decisions'][number];

const LOOKS: Record<Decision, ButtonVariant> = {
  approved: 'primary',
  happened: 'primary',
  revise: 'secondary',
  not_happened: 'secondary',
  rejected: 'secondary',
};
const ORDER: readonly Decision[] = ['approved', 'revise', 'rejected', 'happened', 'not_happened'];

/** Buttons, and a comment for whoever wants to give one. After an answer it waits: what counts is that the run has taken it. */
export function AnswerForm({ view }: { view: ApprovalView }) {
  const mayUse = useMayUse();
  const answer = useAnswerApproval(view);
  const [isOpen, setIsOpen] = useState(false);
  const [said, setSaid] = useState({ comment: '', output: '' });
  const [mistake, setMistake] = useState<AnswerMistake>();
  const [outcome, setOutcome] = useState<AnswerOutcome>();
  const [error, setError] = useState<unknown>();

  const decide = async (decision: Decision): Promise<void> => {
    const output = decision === 'happened' ? parseOutput(said.output) : undefined;
    const found = findMistake(decision, said.comment, output);
    setMistake(found);
    setError(undefined);
    if (found) return setIsOpen(true);
    try {
      const returned = typeof output === 'object' ? { output: output.value } : {};
      setOutcome(await answer({ decision, comment: said.comment, ...returned }));
    } catch (thrown) {
      setError(thrown);
    }
  };

  if (outcome === 'sent') return <Banner tone="info">{approvalsText.sent}</Banner>;
  if (outcome === 'gone') return <Banner tone="neutral">{approvalsText.gone}</Banner>;
  if (!mayUse) return <p className="text-muted">{approvalsText.noRight}</p>;
  return (
    <div className="flex flex-col gap-3">
      {outcome === 'changed' && <Banner tone="attention">{approvalsText.changed}</Banner>}
      {error !== undefined && <Banner tone="danger">{toRefusal(error).detail}</Banner>}
      {isOpen && <AnswerFields view={view} said={said} onChange={setSaid} mistake={mistake} />}
      <div className="flex flex-wrap gap-2">
        {ORDER.filter((decision) => view.decisions.includes(decision)).map((decision) => (
          <Button key={decision} variant={LOOKS[decision]} onClick={() => decide(decision)}>
            {approvalsText.decision[decision]}
          </Button>
        ))}
        {!isOpen && (
          <Button variant="ghost" icon={MessageSquarePlus} onClick={() => setIsOpen(true)}>
            {approvalsText.addComment}
          </Button>
        )}
      </div>
    </div>
  );
}

type Output = { readonly value: Json } | 'wrong' | undefined;

function findMistake(decision: Decision, comment: string, output: Output): AnswerMistake | undefined {
  if (output === 'wrong') return { field: 'output', text: approvalsText.outputWrong };
  if (decision === 'revise' && comment.trim() === '') return { field: 'comment', text: approvalsText.changesNeeded };
  return undefined;
}

function parseOutput(text: string): Output {
  if (text.trim() === '') return undefined;
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    // Whoever typed it is told.
    return 'wrong';
  }
}
