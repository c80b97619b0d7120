import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { toRefusal } from '../client/to-refusal.ts';
import { appText } from '../strings/app.ts';
import { ErrorState } from '../ui/error-state.tsx';

/** A page that threw; everything around it goes on. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
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
