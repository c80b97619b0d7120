import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { agentCheckQuery, type AgentWish } from '../../../client/agent-queries.ts';
import { useServices } from '../../../client/services-context.tsx';

const PAUSE_MS = 400;

/** What the server says of it, once somebody pauses in writing. */
export function useAgentCheck(wish: AgentWish, id: string | undefined) {
  const { client } = useServices();
  const written = JSON.stringify(wish);
  const [asked, setAsked] = useState({ wish, written });
  useEffect(() => {
    if (asked.written === written) return;
    const timer = setTimeout(() => setAsked({ wish, written }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked, wish, written]);
  const { data, isPlaceholderData, error } = useQuery({
    ...agentCheckQuery(client, asked.wish, id),
    placeholderData: keepPreviousData,
  });
  return { checked: data, error, isOld: isPlaceholderData || asked.written !== written };
}
