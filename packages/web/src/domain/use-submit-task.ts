import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { NewTaskBody } from '@tutti/protocol/api';
import { useRef } from 'react';
import { RUNS } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';

/**
 * Submits and goes to the run. The key stays until it worked out, so that whoever presses again after a lost answer gets
 * the same run; what was changed in between is another wish and gets another key.
 */
export function useSubmitTask(): (task: NewTaskBody) => Promise<void> {
  const { client } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const kept = useRef<{ key: string; wish: string }>(undefined);
  return async (task) => {
    const wish = JSON.stringify(task);
    if (kept.current?.wish !== wish) kept.current = { key: createKey(), wish };
    const { run } = await client.call('submitTask', task, { idempotencyKey: kept.current.key });
    kept.current = undefined;
    void queries.invalidateQueries({ queryKey: RUNS });
    await navigate({ to: '/ui/runs/$run', params: { run } });
  };
}

/** `crypto.randomUUID` is not there where the page came over plain http from another machine. */
function createKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
