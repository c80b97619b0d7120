import type { Refusal } from '../../client/to-refusal.ts';
import { Banner } from '../../ui/banner.tsx';

/** Where the eyes are: at what was pressed. */
export function RefusedBanner({ refused: { code, detail, remedy } }: { readonly refused: Refusal }) {
  return (
    <Banner tone="danger">
      {detail} {remedy} {code !== undefined && <code className="font-mono text-xs">{code}</code>}
    </Banner>
  );
}
