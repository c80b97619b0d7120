import type { ToolServerView } from '@tutti/protocol/api';
import { useState } from 'react';
import { TOOL_SERVERS } from '../../client/tool-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useToast } from '../../ui/toast.tsx';
import { ToolMarks, ToolWords } from './server-tool.tsx';
import { listWaiting } from './list-waiting.ts';

interface Props {
  readonly view: ToolServerView;
  readonly onClose: () => void;
}

/** Each tool as models would read it. What is approved is what is shown here: if it is another by then, the server refuses. */
export function ApproveDialog({ view, onClose }: Props) {
  const { server } = view;
  // As they were when somebody began to read.
  const [waiting] = useState(() => listWaiting(view));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [missing, setMissing] = useState(false);
  const { act, busy, refused } = useAct(TOOL_SERVERS);
  const toast = useToast();
  const chosen = waiting.filter(({ name }) => !left.has(name));
  const approve = async () => {
    setMissing(chosen.length === 0);
    if (chosen.length === 0) return;
    const tools = chosen.map(({ name, hash }) => ({ name, hash }));
    const approved = await act((client) => client.call('approveTools', { server, tools }));
    if (!approved) return;
    toast({ tone: 'success', title: text.approved(tools.length) });
    onClose();
  };
  const toggle = (name: string) => {
    const next = new Set(left);
    if (!next.delete(name)) next.add(name);
    setLeft(next);
  };
  return (
    <FormDialog
      onClose={onClose}
      title={text.approveTitle(server)}
      size="lg"
      submitLabel={text.approveSubmit(chosen.length)}
      onSubmit={() => void approve()}
      busy={busy}
      refused={refused ?? (missing ? text.approveNone : undefined)}
    >
      <p className="text-muted">{text.approveIntro}</p>
      <ul className="flex min-w-0 flex-col divide-y divide-line">
        {waiting.map((tool) => (
          <li key={tool.name} data-tool={tool.tool} className="flex min-w-0 flex-col gap-1 py-2">
            <div className="flex min-w-0 flex-wrap items-center gap-2">
              <Checkbox label={tool.tool} checked={!left.has(tool.name)} onChange={() => toggle(tool.name)} />
              <ToolMarks tool={tool} />
            </div>
            <ToolWords tool={tool} />
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}
