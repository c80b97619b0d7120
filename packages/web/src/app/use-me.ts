import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { MeView } from '@tutti/protocol/api';
import { useEffect } from 'react';
import { meQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { toRefusal } from '../client/to-refusal.ts';

/** Who is at the screen. Whoever is nobody to the server is asked to sign in, and comes back to the same page. */
export function useMe(): MeView | undefined {
  const { client } = useServices();
  const navigate = useNavigate();
  const { data, error } = useQuery(meQuery(client));
  const isStranger = error !== null && toRefusal(error).code === 'unauthenticated';
  useEffect(() => {
    if (isStranger)
      void navigate({ to: '/ui/login', search: { back: location.pathname + location.search }, replace: true });
  }, [isStranger, navigate]);
  return data;
}
