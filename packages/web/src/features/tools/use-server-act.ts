import { useQueryClient } from '@tanstack/react-query';
import type { ToolServerView } from '@tutti/protocol/api';
import { useState } from 'react';
import { TOOL_SERVERS } from '../../client/tool-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { toRefusal } from '../../client/to-refusal.ts';

type Client = ReturnType<typeof useServices>['client'];

/** One thing at a time that is done with a server of tools, and why it was refused. */
export function useServerAct() {
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
      void queries.invalidateQueries({ queryKey: TOOL_SERVERS });
    }
  };
  return { act, busy, refused };
}

/** Those that a person has to decide about. */
export function listWaiting({ tools }: Pick<ToolServerView, 'tools'>): ToolServerView['tools'] {
  return tools.filter(({ lock }) => lock === 'new' || lock === 'changed');
}
