import { X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { uiText } from '../strings/ui.ts';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { StatusDot } from './status-dot.tsx';
import type { Tone } from './tone.ts';

export interface ToastMessage {
  readonly tone: Tone;
  readonly title: string;
  readonly body?: string | undefined;
  /** Takes the place of an earlier one of the same name. */
  readonly replaces?: string | undefined;
  readonly action?: { readonly label: string; readonly onAction: () => void } | undefined;
}
type ShownToast = ToastMessage & { readonly id: number };

const SHOWN_MS = 7_000;
const MOST_SHOWN = 3;
const ToastContext = createContext<((toast: ToastMessage) => void) | undefined>(undefined);

/** `const toast = useToast(); toast({ tone: 'success', title })`. */
export function useToast(): (toast: ToastMessage) => void {
  const show = useContext(ToastContext);
  if (!show) throw new Error('useToast stands outside of ToastHost');
  return show;
}

export function ToastHost({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const nextId = useRef(0);
  const show = useCallback((toast: ToastMessage) => {
    nextId.current += 1;
    const id = nextId.current;
    const isReplaced = ({ replaces }: ShownToast) => replaces !== undefined && replaces === toast.replaces;
    setToasts((shown) => [...shown.filter((one) => !isReplaced(one)), { ...toast, id }].slice(-MOST_SHOWN));
  }, []);
  const dismiss = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  return (
    <ToastContext value={show}>
      {children}
      <section
        aria-label={uiText.notifications}
        className="pointer-events-none fixed right-3 bottom-[calc(4.25rem+env(safe-area-inset-bottom))] left-3 z-50 flex flex-col items-end gap-2 md:bottom-3 md:left-auto"
      >
        <div role="status" aria-live="polite" className="flex w-full flex-col items-end gap-2">
          {toasts.map((toast) => (
            <ToastCard key={toast.id} toast={toast} onDismiss={dismiss} />
          ))}
        </div>
      </section>
    </ToastContext>
  );
}

function ToastCard({ toast, onDismiss }: { readonly toast: ShownToast; readonly onDismiss: (id: number) => void }) {
  const { id, tone, title, body, action } = toast;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    // What went wrong stays until it was seen, and nothing leaves under somebody's pointer.
    if (held || tone === 'danger') return;
    const timer = setTimeout(() => onDismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, tone, id, onDismiss]);
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-full animate-appear items-start gap-2.5 rounded-lg border border-line bg-surface py-1.5 pr-1.5 pl-3 shadow-float md:w-96"
    >
      <span className="flex h-7 items-center">
        <StatusDot tone={tone} />
      </span>
      <div className="min-w-0 flex-1 py-1">
        <p className="font-medium">{title}</p>
        {body !== undefined && <p className="line-clamp-2 text-xs text-muted [overflow-wrap:anywhere]">{body}</p>}
        {action && (
          <div className="mt-1.5">
            <Button
              size="sm"
              onClick={() => {
                onDismiss(id);
                action.onAction();
              }}
            >
              {action.label}
            </Button>
          </div>
        )}
      </div>
      <IconButton label={uiText.dismiss} icon={X} onClick={() => onDismiss(id)} />
    </div>
  );
}
