import type { ApprovalView } from '@tutti/protocol/api';
import { CircleHelp, Stamp } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { approvalsText } from '../strings/approvals.ts';
import { Badge } from '../ui/badge.tsx';
import { TextLink } from '../ui/text-link.tsx';
import { Time } from '../ui/time.tsx';
import { AnswerForm } from './answer-form.tsx';
import { ApprovalSubject } from './approval-subject.tsx';
import { ShortHash } from './short-hash.tsx';

/** Something that waits for a person, with what it is about and the answers to it. It goes away when the run has taken one. */
export function ApprovalCard({ view, inRun = false }: { view: ApprovalView; inRun?: boolean }) {
  const heading = useId();
  const isDoubt = view.kind === 'doubt';
  return (
    <article
      aria-labelledby={heading}
      data-approval={view.approval}
      className="flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <header className="flex flex-col gap-1.5">
        <div className="flex items-center gap-2">
          <Badge tone="attention" icon={isDoubt ? CircleHelp : Stamp}>
            {isDoubt ? approvalsText.doubt : approvalsText.request}
          </Badge>
          <span className="ml-auto text-xs text-muted">
            {approvalsText.waitsSince} <Time at={view.since} relative />
          </span>
        </div>
        <h3 id={heading} className="min-w-0 text-md font-semibold break-words">
          {view.title}
        </h3>
      </header>
      {!inRun && (
        <p className="truncate">
          <TextLink to="/ui/runs/$run" params={{ run: view.run }}>
            {view.title.includes(view.runTitle) ? approvalsText.openRun : view.runTitle}
          </TextLink>
        </p>
      )}
      <ApprovalSubject view={view} />
      {!isDoubt && (
        <Line label={approvalsText.boundTo} title={approvalsText.boundToMeans}>
          <ShortHash hash={view.subject} />
        </Line>
      )}
      {/* A subject that changed is another question: what was typed about the old one does not count. */}
      <AnswerForm key={view.subject} view={view} />
    </article>
  );
}

function Line({ label, title, children }: { label: string; title: string; children: ReactNode }) {
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 text-xs text-muted" title={title}>
      {label} {children}
    </p>
  );
}
