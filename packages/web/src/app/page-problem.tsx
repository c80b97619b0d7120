import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { toRefusal } from '../client/to-refusal.ts';
import { useConnection } from '../client/use-connection.ts';
import { appText } from '../strings/app.ts';
import { sharedText } from '../strings/shared.ts';
import { ErrorState } from '../ui/error-state.tsx';
import { isServerThere, PageNotLoadedError } from './load-page.ts';

/** A page that threw or did not come; everything around it goes on. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (error instanceof PageNotLoadedError) return <PageNotLoaded />;
  return (
    <ErrorState
      title={appText.pageFailed}
      detail={toRefusal(error).detail}
      remedy={appText.pageFailedRemedy}
      onRetry={async () => {
        await router.invalidate();
        reset();
      }}
    />
  );
}

/** Comes by itself as soon as the server is back. */
function PageNotLoaded() {
  const connection = useConnection();
  useEffect(() => {
    if (connection === 'open') void reloadIfThere();
  }, [connection]);
  return (
    <ErrorState
      title={appText.pageNotLoaded}
      detail={sharedText.unreachable.detail}
      remedy={appText.pageNotLoadedRemedy}
      onRetry={reloadIfThere}
    />
  );
}

async function reloadIfThere(): Promise<void> {
  if (await isServerThere()) location.reload();
}
