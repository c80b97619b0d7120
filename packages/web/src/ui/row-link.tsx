import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

function RowAnchor({ children, ...rest }: Omit<ComponentProps<'a'>, 'className' | 'style'>) {
  return (
    <a
      {...rest}
      className="font-medium text-text after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
    >
      {children}
    </a>
  );
}

/** Names a `Row` or a `DataItem` and makes all of it a link. Buttons beside it stay above it with `relative`. */
export const RowLink = createLink(RowAnchor);
