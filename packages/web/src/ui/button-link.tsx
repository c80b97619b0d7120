import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { type ButtonSize, type ButtonVariant, buttonClasses } from './button-classes.ts';
import type { Icon } from './icon.ts';

interface AnchorProps extends Omit<ComponentProps<'a'>, 'className' | 'style'> {
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ButtonSize | undefined;
  readonly icon?: Icon | undefined;
}

function ButtonAnchor({ variant = 'secondary', size = 'md', icon: Glyph, children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={buttonClasses(variant, size)}>
      {Glyph && <Glyph size={15} aria-hidden />}
      {children}
    </a>
  );
}

/** Goes to a page of this interface and looks like a button: `<ButtonLink to="/ui/tasks/new">`. */
export const ButtonLink = createLink(ButtonAnchor);
