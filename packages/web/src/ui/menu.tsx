import { DropdownMenu as Parts } from 'radix-ui';
import type { ReactElement } from 'react';
import type { Icon } from './icon.ts';
import { joinClasses } from './join-classes.ts';
import { Kbd } from './kbd.tsx';
import { usePortalPlace } from './portal-place.ts';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly onSelect: () => void;
  readonly icon?: Icon | undefined;
  readonly tone?: 'neutral' | 'danger' | undefined;
  readonly disabled?: boolean | undefined;
  readonly shortcut?: string | undefined;
  /** A line above it. */
  readonly divided?: boolean | undefined;
}

export interface MenuProps {
  readonly label: string;
  readonly trigger: ReactElement;
  readonly items: readonly MenuItem[];
  readonly align?: 'start' | 'end' | undefined;
}

// Not modal: a modal menu would write a style element, which the content security policy forbids.
export function Menu({ label, trigger, items, align = 'end' }: MenuProps) {
  const place = usePortalPlace();
  return (
    <Parts.Root modal={false}>
      <Parts.Trigger asChild>{trigger}</Parts.Trigger>
      <Parts.Portal container={place}>
        <Parts.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-44 animate-appear rounded-lg border border-line bg-surface p-1 shadow-float"
        >
          {items.map((item) => (
            <MenuRow key={item.id} item={item} />
          ))}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}

function MenuRow({ item }: { readonly item: MenuItem }) {
  const { label, onSelect, icon: Glyph, tone = 'neutral', disabled = false, shortcut, divided } = item;
  return (
    <>
      {divided && <Parts.Separator className="-mx-1 my-1 h-px bg-line" />}
      <Parts.Item
        disabled={disabled}
        onSelect={onSelect}
        className={joinClasses(
          'flex h-7.5 cursor-pointer items-center gap-2 rounded-md px-2 outline-none data-disabled:opacity-50 data-highlighted:bg-hover pointer-coarse:h-10',
          tone === 'danger' ? 'text-danger' : 'text-text',
        )}
      >
        {Glyph && <Glyph size={15} aria-hidden />}
        <span className="flex-1">{label}</span>
        {shortcut !== undefined && <Kbd keys={shortcut} />}
      </Parts.Item>
    </>
  );
}
