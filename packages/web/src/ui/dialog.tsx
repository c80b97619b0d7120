import { X } from 'lucide-react';
import { type ReactNode, useEffectEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { uiText } from '../strings/ui.ts';
import { IconButton } from './icon-button.tsx';
import { joinClasses } from './join-classes.ts';
import { PortalPlace } from './portal-place.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Read aloud only, where the content says itself what it is. */
  readonly hideTitle?: boolean | undefined;
  readonly size?: 'sm' | 'md' | 'lg' | undefined;
  readonly children: ReactNode;
  /** Buttons, the one that does something last. */
  readonly footer?: ReactNode;
}

const widths = { sm: 'w-[26rem]', md: 'w-[36rem]', lg: 'w-[56rem]' } as const;

/** The browser's own modal dialog: it keeps the focus, gives it back, and writes no style element. */
export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <OpenDialog {...rest} /> : null;
}

function OpenDialog({ onClose, title, hideTitle = false, size = 'md', children, footer }: Omit<DialogProps, 'open'>) {
  const titleId = useId();
  const { ref, place } = useModal(onClose);
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      className={joinClasses(
        'm-auto mt-[12vh] max-h-[80vh] max-w-[calc(100vw-1.5rem)] animate-appear flex-col overflow-hidden rounded-lg border border-line bg-surface text-text shadow-float open:flex',
        widths[size],
      )}
    >
      <PortalPlace value={place}>
        <header className={hideTitle ? 'sr-only' : 'flex items-center gap-2 border-b border-line py-2 pr-2 pl-4'}>
          <h2 id={titleId} className="flex-1 text-md font-semibold">
            {title}
          </h2>
          {!hideTitle && <IconButton label={uiText.close} icon={X} onClick={onClose} />}
        </header>
        <div className={joinClasses('min-h-0 overflow-auto', !hideTitle && 'p-4')}>{children}</div>
        {footer !== undefined && (
          <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-canvas px-4 py-3">
            {footer}
          </footer>
        )}
      </PortalPlace>
    </dialog>
  );
}

function useModal(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null);
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const close = useEffectEvent(onClose);
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    if (!dialog) return;
    const onCancel = (event: Event) => {
      event.preventDefault();
      close();
    };
    // Only the backdrop belongs to the dialog itself; all else lies in its children.
    const onClick = (event: MouseEvent) => {
      if (event.target === dialog) close();
    };
    dialog.addEventListener('cancel', onCancel);
    dialog.addEventListener('mousedown', onClick);
    if (!dialog.open) dialog.showModal();
    // Not the cross in the corner, which stands first: what the dialog is about, or the button that changes nothing.
    dialog.querySelector<HTMLElement>('input, textarea, select, footer button')?.focus();
    setPlace(dialog);
    return () => {
      dialog.removeEventListener('cancel', onCancel);
      dialog.removeEventListener('mousedown', onClick);
      dialog.close();
      // React takes the dialog out before the browser has given the focus back.
      queueMicrotask(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
      });
    };
  }, []);
  return { ref, place };
}
