import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { joinClasses } from './join-classes.ts';

interface AnchorProps extends Omit<ComponentProps<'a'>, 'className' | 'style'> {
  /** Inside running text links are underlined; in lists and tables their place tells. */
  readonly plain?: boolean | undefined;
}

function TextAnchor({ plain = false, children, ...rest }: AnchorProps) {
  return (
    <a
      {...rest}
      className={joinClasses(
        'rounded-sm',
        plain ? 'text-text hover:text-link hover:underline' : 'text-link underline underline-offset-2',
      )}
    >
      {children}
    </a>
  );
}

/** A link to a page of this interface. */
export const TextLink = createLink(TextAnchor);
