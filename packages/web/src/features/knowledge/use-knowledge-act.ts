import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { KNOWLEDGE } from '../../client/knowledge-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { toRefusal } from '../../client/to-refusal.ts';

type Client = ReturnType<typeof useServices>['client'];

/** One thing at a time that is done with documents, and why it was refused. */
export function useKnowledgeAct() {
  const { client } = useServices();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  /** Undefined where it was refused. */
  const act = async <Result>(ask: (client: Client) => Promise<Result>): Promise<Result | undefined> => {
    if (busy) return undefined;
    setBusy(true);
    setRefused(undefined);
    try {
      return await ask(client);
    } catch (error) {
      const { detail, remedy = '' } = toRefusal(error);
      setRefused(`${detail} ${remedy}`);
      return undefined;
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: KNOWLEDGE });
    }
  };
  return { act, busy, refused };
}
