import type { ApprovalView } from '@tutti/protocol/api';
import { approvalsText } from '../strings/approvals.ts';
import { TextArea } from '../ui/text-area.tsx';

export interface AnswerMistake {
  readonly field: 'comment' | 'output';
  readonly text: string;
}

interface Said {
  readonly comment: string;
  /** Of a doubt: what the step returned, as JSON. */
  readonly output: string;
}

interface Props {
  readonly view: ApprovalView;
  readonly said: Said;
  readonly onChange: (said: Said) => void;
  readonly mistake: AnswerMistake | undefined;
}

export function AnswerFields({ view, said, onChange, mistake }: Props) {
  return (
    <>
      <TextArea
        label={view.decisions.includes('revise') ? approvalsText.changesComment : approvalsText.comment}
        hint={approvalsText.commentHint}
        optional
        autoFocus
        rows={2}
        maxLength={5_000}
        value={said.comment}
        onChange={(comment) => onChange({ ...said, comment })}
        error={mistake?.field === 'comment' ? mistake.text : undefined}
      />
      {view.kind === 'doubt' && (
        <TextArea
          label={approvalsText.output}
          hint={approvalsText.outputHint}
          optional
          mono
          rows={2}
          value={said.output}
          onChange={(output) => onChange({ ...said, output })}
          error={mistake?.field === 'output' ? mistake.text : undefined}
        />
      )}
    </>
  );
}
