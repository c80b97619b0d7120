import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useEffect, useEffectEvent, useState } from 'react';
import { ME } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { toRefusal } from '../../client/to-refusal.ts';
import { loginText } from '../../strings/login.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { findCode } from './find-code.ts';

export function LoginPage() {
  const exchange = useExchange();
  const [pasted, setPasted] = useState('');
  const enter = useEffectEvent(exchange.mutate);
  useEffect(() => {
    const code = findCode(location.hash);
    if (code === undefined) return;
    // Gone from the address at once: it is not for the history, nor for whoever looks over a shoulder.
    history.replaceState(history.state, '', location.pathname + location.search);
    enter(code);
  }, []);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const code = findCode(pasted) ?? pasted.trim();
    if (code !== '') exchange.mutate(code);
  }

  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center gap-4 px-4 py-8">
      <PageHeader title={loginText.title} />
      {exchange.isPending || exchange.isSuccess ? (
        <Skeleton label={loginText.working} />
      ) : (
        <div className="rounded-lg border border-line bg-surface">
          <EmptyState icon={KeyRound} title={loginText.needsLink} body={loginText.needsLinkBody} />
          <div className="-mt-4 flex flex-col gap-4 px-4 pb-4">
            <CodeBlock text={loginText.command} />
            {exchange.isError && <Failure error={exchange.error} />}
            <form onSubmit={submit} className="flex flex-col gap-3">
              <TextField
                label={loginText.pasteLabel}
                hint={loginText.pasteHint}
                value={pasted}
                onChange={setPasted}
                autoComplete="off"
                spellCheck={false}
              />
              <Button type="submit" variant="primary">
                {loginText.submit}
              </Button>
            </form>
          </div>
        </div>
      )}
    </main>
  );
}

function Failure({ error }: { readonly error: Error }) {
  const { detail, remedy = loginText.failedRemedy } = toRefusal(error);
  return (
    <Banner tone="danger">
      <p className="font-medium">{loginText.failed}</p>
      <p>{detail}</p>
      <p>{remedy}</p>
    </Banner>
  );
}

function useExchange() {
  const { client } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { back } = useSearch({ from: '/ui/login' });
  return useMutation({
    mutationFn: (code: string) => client.call('openSession', { code }),
    onSuccess: (me) => {
      // What was refused before is asked for again by the pages themselves.
      queries.clear();
      queries.setQueryData(ME, me);
      return back === undefined ? navigate({ to: '/ui', replace: true }) : navigate({ href: back, replace: true });
    },
  });
}
