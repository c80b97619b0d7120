import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { MeView } from '@tutti/protocol/api';
import { useEffect, useEffectEvent, useRef } from 'react';
import { meQuery } from '../client/queries.ts';
import { useServices } from '../client/services-context.tsx';
import { toRefusal } from '../client/to-refusal.ts';

export interface Me {
  readonly me: MeView | undefined;
  /** Was known, and is not any more. The page stays, with everything that was typed into it. */
  readonly isSignedOut: boolean;
}

/** Who is at the screen. Whoever comes as nobody is asked to sign in first, and comes back to the same page. */
export function useMe(): Me {
  const { client, resume } = useServices();
  const navigate = useNavigate();
  const { data, error } = useQuery(meQuery(client));
  const isStranger = error !== null && toRefusal(error).code === 'unauthenticated';
  const isNobody = isStranger && data === undefined;
  useEffect(() => {
    if (isNobody)
      void navigate({ to: '/ui/login', search: { back: location.pathname + location.search }, replace: true });
  }, [isNobody, navigate]);
  const wasSignedOut = useRef(false);
  const goOn = useEffectEvent(resume);
  useEffect(() => {
    if (wasSignedOut.current && !isStranger) goOn();
    wasSignedOut.current = isStranger;
  }, [isStranger]);
  return { me: data, isSignedOut: isStranger && !isNobody };
}
