import type { AgentCheckView } from '@tutti/protocol/api';
import { agentEditorText as text } from '../../../strings/agent-editor.ts';
import { Button } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { StatusDot } from '../../../ui/status-dot.tsx';

interface Props {
  readonly checked: AgentCheckView | undefined;
  readonly isOld: boolean;
  /** Only where the text is in sight. */
  readonly onLine: ((line: number) => void) | undefined;
}

/** All mistakes at once, each with its line. */
export function Remarks({ checked, isOld, onLine }: Props) {
  const { problems = [], warnings = [] } = checked ?? {};
  return (
    <Panel title={text.problems} meta={<span className="text-xs text-muted">{isOld ? text.checking : ''}</span>}>
      <div className="flex flex-col gap-3" data-checked={!isOld && checked !== undefined}>
        {checked && problems.length === 0 && (
          <p className="flex items-center gap-2">
            <StatusDot tone="success" />
            {text.noProblems}
          </p>
        )}
        <List tone="danger" label={text.problems} remarks={problems} onLine={onLine} />
        {warnings.length > 0 && <h3 className="text-sm font-medium">{text.warnings}</h3>}
        <List tone="attention" label={text.warnings} remarks={warnings} onLine={onLine} />
      </div>
    </Panel>
  );
}

interface ListProps extends Pick<Props, 'onLine'> {
  readonly tone: 'danger' | 'attention';
  readonly label: string;
  readonly remarks: AgentCheckView['problems'];
}

function List({ tone, label, remarks, onLine }: ListProps) {
  if (remarks.length === 0) return null;
  return (
    <ul aria-label={label} className="flex flex-col gap-2">
      {remarks.map(({ line, message }) => (
        <li key={`${line} ${message}`} className="flex min-w-0 items-start gap-2">
          <span className="mt-1">
            <StatusDot tone={tone} />
          </span>
          <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <span className="text-xs text-muted">{text.line(line)}</span> {message}
          </span>
          {onLine && (
            <Button size="sm" aria-label={text.goTo(line)} onClick={() => onLine(line)}>
              {text.line(line)}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
