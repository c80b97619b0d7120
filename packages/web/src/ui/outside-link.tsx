import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';

export interface OutsideLinkProps {
  readonly href: string;
  readonly children: ReactNode;
}

/** Leaves this interface, in a tab of its own, without telling from where. */
export function OutsideLink({ href, children }: OutsideLinkProps) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className="rounded-sm text-link underline underline-offset-2"
    >
      {children}
      <ExternalLink size={12} aria-hidden className="ml-0.5 inline align-baseline" />
    </a>
  );
}
