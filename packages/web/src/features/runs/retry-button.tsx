import { useNavigate } from '@tanstack/react-router';
import { type RunId, StepPath } from '@tutti/protocol';
import { ProblemError } from '@tutti/sdk';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useServices } from '../../client/services-context.tsx';
import { toRefusal } from '../../client/to-refusal.ts';
import { useMayUse } from '../../domain/use-may-use.ts';
import { runText } from '../../strings/run.ts';
import { sharedText } from '../../strings/shared.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useToast } from '../../ui/toast.tsx';

/** Without `from`: from the first step that failed or was stopped. */
export function RetryButton({ run, from }: { run: RunId; from?: string }) {
  const { client } = useServices();
  const navigate = useNavigate();
  const toast = useToast();
  const mayUse = useMayUse();
  const [danger, setDanger] = useState<string>();
  const retry = async (repeatEffect: boolean): Promise<void> => {
    const made = await client.call('retryRun', {
      run,
      repeatEffect,
      ...(from !== undefined && { from: StepPath.parse(from) }),
    });
    await navigate({ to: '/ui/runs/$run', params: { run: made.run } });
  };
  const tryIt = async (): Promise<void> => {
    try {
      await retry(false);
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'effect_already_happened') setDanger(error.message);
      else toast({ tone: 'danger', title: sharedText.refused, body: toRefusal(error).detail });
    }
  };
  if (!mayUse) return null;
  return (
    <>
      <div>
        <Button icon={RotateCcw} onClick={tryIt} title={runText.retryMeans}>
          {from === undefined ? runText.retry : runText.retryFrom}
        </Button>
      </div>
      <ConfirmDialog
        open={danger !== undefined}
        onClose={() => setDanger(undefined)}
        title={runText.retryAnyway}
        body={danger}
        confirmLabel={runText.retryAnywayConfirm}
        tone="danger"
        onConfirm={() => retry(true)}
      />
    </>
  );
}
