import { sharedText } from '../strings/shared.ts';
import { CopyButton } from '../ui/copy-button.tsx';

const SHOWN = 12;

export function ShortHash({ hash, label = sharedText.copyHash }: { hash: string; label?: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <code className="font-mono text-xs" title={hash}>
        {hash.slice(0, SHOWN)}
      </code>
      <CopyButton text={hash} label={label} />
    </span>
  );
}
