import type { AgentDetails } from '@tutti/protocol/api';
import { useState } from 'react';
import { type Refusal, toRefusal } from '../../client/to-refusal.ts';
import { useMayUse } from '../../domain/use-may-use.ts';
import { useSubmitTask } from '../../domain/use-submit-task.ts';
import { agentHistoryText as text } from '../../strings/agent-history.ts';
import { sharedText } from '../../strings/shared.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { RefusedBanner } from './refused-banner.tsx';

/** A real task with this agent alone; the page goes to its run. */
export function TryTab({ agent: { id, examples } }: { readonly agent: AgentDetails }) {
  const [goal, setGoal] = useState(() => examples[0] ?? '');
  const [busy, setBusy] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const [refused, setRefused] = useState<Refusal>();
  const mayUse = useMayUse();
  const submit = useSubmitTask();
  const start = async () => {
    setMissing(goal.trim() === '');
    setRefused(undefined);
    if (busy || goal.trim() === '') return;
    setBusy(true);
    try {
      await submit({ goal, agents: [id] });
    } catch (error) {
      setRefused(toRefusal(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={text.tryTitle}>
      <form
        noValidate
        className="flex max-w-2xl flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <p className="text-muted">{text.tryIntro}</p>
        <TextArea
          label={text.request}
          hint={text.requestHint}
          rows={4}
          maxLength={20_000}
          value={goal}
          onChange={setGoal}
          error={isMissing ? text.noRequest : undefined}
        />
        {refused && <RefusedBanner refused={refused} />}
        {mayUse ? (
          <div>
            <Button type="submit" busy={busy}>
              {text.start}
            </Button>
          </div>
        ) : (
          <p className="text-muted">{sharedText.lookOnly}</p>
        )}
      </form>
    </Panel>
  );
}
