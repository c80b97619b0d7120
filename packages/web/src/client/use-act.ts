import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Services } from './services.ts';
import { useServices } from './services-context.tsx';
import { describeRefusal, type Refusal, toRefusal } from './to-refusal.ts';

/** One thing at a time that is done, and why it was refused. What was read under the key is read anew afterwards. */
export function useAct(queryKey: QueryKey) {
  const { client } = useServices();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  /** Undefined where it was refused. */
  const act = async <Result>(ask: (client: Services['client']) => Promise<Result>): Promise<Result | undefined> => {
    if (busy) return undefined;
    setBusy(true);
    setRefusal(undefined);
    try {
      return await ask(client);
    } catch (error) {
      setRefusal(toRefusal(error));
      return undefined;
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey });
    }
  };
  return { act, busy, refusal, refused: refusal && describeRefusal(refusal) };
}
