import { ERRORS, type Failure } from '@tutti/protocol';

/** What went wrong in a run, and what to do about it. */
export function FailureView({ failure: { code, message, path } }: { failure: Failure }) {
  const [, remedy] = ERRORS[code];
  return (
    <div className="flex flex-col gap-1">
      <p className="[overflow-wrap:anywhere]">{message}</p>
      <p>{remedy}</p>
      <p className="font-mono text-xs">
        {code}
        {path !== undefined && ` · ${path}`}
      </p>
    </div>
  );
}
