import { Json } from '@tutti/protocol';
import type { ServerToolView, ToolServerView, ToolTrialView } from '@tutti/protocol/api';
import { useState } from 'react';
import * as z from 'zod';
import { TOOL_SERVERS } from '../../client/tool-queries.ts';
import { useAct } from '../../client/use-act.ts';
import { toolsText as text } from '../../strings/tools.ts';
import { Banner } from '../../ui/banner.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextArea } from '../../ui/text-area.tsx';

interface Props {
  readonly server: ToolServerView['server'];
  readonly tool: ServerToolView;
  readonly onClose: () => void;
}

const Input = z.record(z.string(), Json);

/** One call by hand. */
export function TryDialog({ server, tool, onClose }: Props) {
  const [typed, setTyped] = useState('{}');
  const [isWrong, setIsWrong] = useState(false);
  const [trial, setTrial] = useState<ToolTrialView>();
  const { act, busy, refused } = useAct(TOOL_SERVERS);
  const call = async () => {
    const input = parse(typed);
    setIsWrong(input === undefined);
    setTrial(undefined);
    if (input) setTrial(await act((client) => client.call('tryTool', { server, tool: tool.name, input })));
  };
  return (
    <FormDialog
      onClose={onClose}
      title={text.tryTitle(tool.tool)}
      size="md"
      submitLabel={text.trySubmit}
      onSubmit={() => void call()}
      busy={busy}
      refused={refused}
    >
      {tool.effect !== 'read' && tool.effect !== 'pure' && <Banner tone="attention">{text.tryWarning}</Banner>}
      <TextArea
        label={text.tryInput}
        mono
        spellCheck={false}
        maxLength={100_000}
        value={typed}
        onChange={setTyped}
        error={isWrong ? text.tryInputWrong : undefined}
      />
      {trial && <Result trial={trial} />}
    </FormDialog>
  );
}

function Result({ trial: { ok, output, message = '', remedy = '' } }: { trial: ToolTrialView }) {
  if (!ok)
    return (
      <Banner tone="danger">
        {message} {remedy}
      </Banner>
    );
  const shown = typeof output === 'string' ? output : JSON.stringify(output, undefined, 2);
  return <CodeBlock text={shown} label={text.tryOutput} wrap />;
}

function parse(typed: string): z.infer<typeof Input> | undefined {
  try {
    return Input.safeParse(JSON.parse(typed)).data;
  } catch {
    return undefined;
  }
}
