import { isFinished, type RunState } from '@tutti/protocol';
import { Ban, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { useServices } from '../../client/services-context.tsx';
import { toRefusal } from '../../client/to-refusal.ts';
import { useMayUse } from '../../domain/use-may-use.ts';
import { runText } from '../../strings/run.ts';
import { sharedText } from '../../strings/shared.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useToast } from '../../ui/toast.tsx';
import { AgainButton } from './again-button.tsx';
import { RetryButton } from './retry-button.tsx';

/** What can be done with a run right now. Each takes hold when the journal says so, not when it was pressed. */
export function RunActions({ state }: { state: RunState }) {
  const { run, status, cancel } = state;
  const { client } = useServices();
  const toast = useToast();
  const mayUse = useMayUse();
  if (!mayUse) return null;
  // Of a run that went well each step offers a retry; there is no first one that went wrong.
  if (isFinished(status))
    return (
      <>
        {status !== 'completed' && <RetryButton run={run} />}
        <AgainButton state={state} />
      </>
    );
  const act = async (work: () => Promise<unknown>, said?: string): Promise<void> => {
    try {
      await work();
      if (said !== undefined) toast({ tone: 'info', title: said });
    } catch (error) {
      toast({ tone: 'danger', title: sharedText.refused, body: toRefusal(error).detail });
    }
  };
  const isHeld = status === 'paused' || status === 'quarantined';
  return (
    <>
      {isHeld ? (
        <Button icon={Play} variant="primary" onClick={() => act(() => client.call('resumeRun', { run }))}>
          {runText.resume}
        </Button>
      ) : (
        <Button icon={Pause} onClick={() => act(() => client.call('pauseRun', { run }), runText.pausing)}>
          {runText.pause}
        </Button>
      )}
      {cancel === undefined && <CancelButton run={run} />}
    </>
  );
}

function CancelButton({ run }: Pick<RunState, 'run'>) {
  const { client } = useServices();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  return (
    <>
      <Button icon={Ban} onClick={() => setOpen(true)}>
        {runText.cancel}
      </Button>
      <ConfirmDialog
        open={open}
        onClose={() => setOpen(false)}
        title={runText.cancelTitle}
        body={
          <div className="flex flex-col gap-3">
            <p>{runText.cancelBody}</p>
            <TextField label={runText.reason} optional maxLength={2_000} value={reason} onChange={setReason} />
          </div>
        }
        confirmLabel={runText.cancelConfirm}
        tone="danger"
        onConfirm={async () => {
          await client.call('cancelRun', { run, reason });
        }}
      />
    </>
  );
}
