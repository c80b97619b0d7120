import { useQueryClient } from '@tanstack/react-query';
import type { RunId } from '@tutti/protocol';
import { useState } from 'react';
import { WORKSPACES } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { type Refusal, toRefusal } from '../../../client/to-refusal.ts';

interface AcceptWish {
  /** Absent: all that are open. */
  readonly files?: string[];
  readonly onto?: string;
}

/** What was refused has changed nothing, and says why. */
export function useDecide(run: RunId) {
  const { client } = useServices();
  const queries = useQueryClient();
  const [refused, setRefused] = useState<Refusal>();
  const settle = async (asked: Promise<unknown>): Promise<void> => {
    setRefused(undefined);
    try {
      await asked;
    } catch (error) {
      setRefused(toRefusal(error));
    }
    await queries.invalidateQueries({ queryKey: [...WORKSPACES, run] });
  };
  return {
    refused,
    accept: (wish: AcceptWish) => settle(client.call('acceptFiles', { run, ...wish })),
    reject: (wish: Pick<AcceptWish, 'files'>) => settle(client.call('rejectFiles', { run, ...wish })),
    undo: (decision: string) => settle(client.call('undoDecision', { run, decision })),
  };
}
