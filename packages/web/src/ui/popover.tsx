import { Popover as Parts } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { usePortalPlace } from './portal-place.ts';

export interface PopoverProps {
  readonly label: string;
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly align?: 'start' | 'center' | 'end' | undefined;
}

export function Popover({ label, trigger, children, align = 'start' }: PopoverProps) {
  const place = usePortalPlace();
  return (
    <Parts.Root>
      <Parts.Trigger asChild>{trigger}</Parts.Trigger>
      <Parts.Portal container={place}>
        <Parts.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-40 max-h-(--radix-popover-content-available-height) w-72 max-w-[calc(100vw-1rem)] animate-appear overflow-auto rounded-lg border border-line bg-surface p-3 shadow-float"
        >
          {children}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}
