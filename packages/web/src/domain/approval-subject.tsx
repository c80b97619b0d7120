import type { ApprovalView } from '@tutti/protocol/api';
import { approvalsText } from '../strings/approvals.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { ArtefactSubject } from './artefact-subject.tsx';
import { BudgetSubject, ShownBudget } from './budget-subject.tsx';
import { CallSubject, ShownCall } from './call-subject.tsx';
import { ShownArtefact } from './shown-artefact.ts';

/** The thing itself, from the data that the answer is bound to. */
export function ApprovalSubject({ view }: { view: ApprovalView }) {
  if (view.kind === 'doubt') return <DoubtText view={view} />;
  const shown = ShownArtefact.safeParse(view.shows).data;
  if (shown) return <ArtefactSubject run={view.run} shown={shown} />;
  const budget = ShownBudget.safeParse(view.shows).data;
  if (budget) return <BudgetSubject shown={budget} />;
  const call = ShownCall.safeParse(view.shows).data;
  if (call) return <CallSubject run={view.run} shown={call} />;
  if (typeof view.shows === 'string') return <Markdown text={view.shows} />;
  return <CodeBlock text={JSON.stringify(view.shows ?? null, null, 2)} label={approvalsText.whatItShows} />;
}

function DoubtText({ view: { cause = '', message, path } }: { view: ApprovalView }) {
  return (
    <div className="flex flex-col gap-2">
      <p>{approvalsText.cause[cause] ?? cause}</p>
      {message !== undefined && (
        <p className="rounded-md border border-line bg-sunken px-3 py-2 font-mono text-xs [overflow-wrap:anywhere]">
          {message}
        </p>
      )}
      <p className="text-muted">
        {approvalsText.step} <code className="font-mono text-xs break-all text-text">{path}</code>
      </p>
    </div>
  );
}
