import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { MODELS, PROVIDERS } from './model-queries.ts';
import { useServices } from './services-context.tsx';

/** A key was added, a local server appeared, a model went down: what is shown is asked for at once, not at the next turn. */
export function useModelNews(): void {
  const { line } = useServices();
  const queries = useQueryClient();
  useEffect(
    () =>
      line.live.subscribe('system', {
        onSystem: ({ changed }) => {
          if (changed !== 'models') return;
          for (const queryKey of [MODELS, PROVIDERS]) void queries.invalidateQueries({ queryKey });
        },
      }),
    [line, queries],
  );
}
