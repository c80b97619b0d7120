import { toRefusal } from '../client/to-refusal.ts';
import { sharedText } from '../strings/shared.ts';
import { ErrorState } from '../ui/error-state.tsx';

/** Whatever was thrown, with its code, what to do about it, and another try. */
export function RefusalState({
  error,
  onRetry,
  title,
}: {
  error: unknown;
  onRetry: (() => unknown) | undefined;
  title?: string;
}) {
  const { code, detail, remedy } = toRefusal(error);
  return (
    <ErrorState
      title={title ?? sharedText.cannotLoad}
      detail={detail}
      onRetry={onRetry}
      {...(code !== undefined && { code })}
      {...(remedy !== undefined && { remedy })}
    />
  );
}
