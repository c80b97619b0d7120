import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { ME } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { findCode } from '../../domain/find-code.ts';
import { SignInForm } from '../../domain/sign-in-form.tsx';
import { loginText } from '../../strings/login.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

export function LoginPage() {
  const exchange = useExchange();
  const enter = useEffectEvent(exchange.mutate);
  useEffect(() => {
    const onCode = (): void => {
      const code = findCode(location.hash);
      if (code === undefined) return;
      // Gone from the address at once: it is not for the history, nor for whoever looks over a shoulder.
      history.replaceState(history.state, '', location.pathname + location.search);
      enter(code);
    };
    onCode();
    // A link pasted into the address of this very page loads nothing anew.
    window.addEventListener('hashchange', onCode);
    return () => window.removeEventListener('hashchange', onCode);
  }, []);

  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center gap-4 px-4 py-8">
      <PageHeader title={loginText.title} />
      {exchange.isPending || exchange.isSuccess ? (
        <Skeleton label={loginText.working} />
      ) : (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState icon={KeyRound} title={loginText.needsLink} body={loginText.needsLinkBody} />
          <div className="-mt-4 px-4 pb-4">
            <SignInForm exchange={exchange} />
          </div>
        </div>
      )}
    </main>
  );
}

function useExchange() {
  const { client, resume } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { back } = useSearch({ from: '/ui/login' });
  return useMutation({
    mutationFn: (code: string) => client.call('openSession', { code }),
    onSuccess: (me) => {
      // What was refused before is asked for again by the pages themselves.
      queries.clear();
      queries.setQueryData(ME, me);
      resume();
      return back === undefined ? navigate({ to: '/ui', replace: true }) : navigate({ href: back, replace: true });
    },
  });
}
