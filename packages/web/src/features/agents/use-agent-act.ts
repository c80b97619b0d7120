import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { AGENTS } from '../../client/agent-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { type Refusal, toRefusal } from '../../client/to-refusal.ts';

type Client = ReturnType<typeof useServices>['client'];

/** One thing at a time that is done with an agent, and why it was refused. */
export function useAgentAct() {
  const { client } = useServices();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refusal>();
  /** Undefined where it was refused. */
  const act = async <Result>(ask: (client: Client) => Promise<Result>): Promise<Result | undefined> => {
    if (busy) return undefined;
    setBusy(true);
    setRefused(undefined);
    try {
      return await ask(client);
    } catch (error) {
      setRefused(toRefusal(error));
      return undefined;
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: AGENTS });
    }
  };
  return { act, busy, refused, forget: () => setRefused(undefined) };
}
