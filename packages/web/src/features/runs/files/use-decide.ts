import { useQueryClient } from '@tanstack/react-query';
import type { RunId } from '@tutti/protocol';
import { useState } from 'react';
import { WORKSPACES } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';
import { type Refusal, toRefusal } from '../../../client/to-refusal.ts';

/** Hunks of one file, as the diff with this hash numbers them. */
export interface ChosenPart {
  readonly path: string;
  readonly diff: string;
  readonly hunks: number[];
}

export interface DecideWish {
  /** Absent, and no parts either: all that are open. */
  readonly files?: string[];
  readonly parts?: ChosenPart[];
}

/** What was refused has changed nothing, and says why. */
export function useDecide(run: RunId) {
  const { client } = useServices();
  const queries = useQueryClient();
  const [refused, setRefused] = useState<Refusal>();
  /** False: it was refused. */
  const settle = async (asked: Promise<unknown>): Promise<boolean> => {
    setRefused(undefined);
    const refusal = await asked.then(() => undefined, toRefusal);
    setRefused(refusal);
    await queries.invalidateQueries({ queryKey: [...WORKSPACES, run] });
    return refusal === undefined;
  };
  return {
    refused,
    accept: (wish: DecideWish & { readonly onto?: string }) => settle(client.call('acceptFiles', { run, ...wish })),
    reject: (wish: DecideWish) => settle(client.call('rejectFiles', { run, ...wish })),
    undo: (decision: string) => settle(client.call('undoDecision', { run, decision })),
  };
}
