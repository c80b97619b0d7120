import type { Label } from '@tutti/protocol';
import { sharedText } from '../strings/shared.ts';
import { RehearsalMark } from './rehearsal-mark.tsx';

/** Where words came from, and what that means. */
export function LabelList({ labels }: { labels: readonly Label[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {labels.map(({ source, name }) => (
        <li key={`${source}:${name ?? ''}`} className="flex flex-wrap items-baseline gap-x-2">
          {source === 'rehearsal' ? <RehearsalMark /> : <code className="font-mono text-xs">{source}</code>}
          {name !== undefined && <span className="font-mono text-xs break-all">{name}</span>}
          <span className="text-muted">{sharedText.label[source]}</span>
        </li>
      ))}
    </ul>
  );
}
