import { X } from 'lucide-react';
import { type ReactNode, useEffect, useEffectEvent, useId, useLayoutEffect, useRef } from 'react';
import { runText } from '../strings/run.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { useMedia, WIDE } from './use-media.ts';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Beside the list where there is room, else a sheet from below. Escape closes it. */
export function SidePanel(props: Props) {
  return useMedia(WIDE) ? <Beside {...props} /> : <Sheet {...props} />;
}

function Beside({ title, onClose, children }: Props) {
  const id = useId();
  const frame = useRef<HTMLElement>(null);
  const close = useEffectEvent(onClose);
  // Before the panel is taken out, while the focus is still in it.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const panel = frame.current;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !document.querySelector('dialog:modal')) close();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
      // Whoever was in it goes back to where they came from.
      if (panel?.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <aside
      ref={frame}
      aria-labelledby={id}
      className="sticky top-0 flex max-h-[calc(100dvh-3rem)] w-[26rem] shrink-0 flex-col overflow-hidden rounded-lg border border-line bg-surface xl:w-[32rem]"
    >
      <PanelHeader id={id} title={title} onClose={onClose} />
      <div className="min-h-0 flex-1 overflow-auto p-4">{children}</div>
    </aside>
  );
}

function Sheet({ title, onClose, children }: Props) {
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const onCancel = (event: Event): void => {
      event.preventDefault();
      close();
    };
    // Only the backdrop belongs to the dialog itself.
    const onPress = (event: MouseEvent): void => {
      if (event.target === dialog) close();
    };
    dialog.addEventListener('cancel', onCancel);
    dialog.addEventListener('mousedown', onPress);
    dialog.showModal();
    return () => {
      dialog.removeEventListener('cancel', onCancel);
      dialog.removeEventListener('mousedown', onPress);
      dialog.close();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      className="mx-0 mt-auto mb-0 max-h-[82dvh] w-full max-w-full animate-appear flex-col overflow-hidden rounded-t-lg border border-line bg-surface text-text shadow-float open:flex"
    >
      <PanelHeader id={id} title={title} onClose={onClose} />
      <div className="min-h-0 overflow-auto p-4 pb-8">{children}</div>
    </dialog>
  );
}

function PanelHeader({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  return (
    <header className="flex shrink-0 items-center gap-2 border-b border-line py-1 pr-1 pl-4">
      <h2 id={id} className="min-w-0 flex-1 truncate text-md font-semibold">
        {title}
      </h2>
      <IconButton label={runText.closePanel} icon={X} onClick={onClose} />
    </header>
  );
}
