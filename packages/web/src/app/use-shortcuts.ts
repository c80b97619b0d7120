import { useEffect, useEffectEvent, useRef } from 'react';
import { type Shortcut, toShortcut } from './to-shortcut.ts';

const GO_WITHIN_MS = 1_200;
const written = 'input, textarea, select, [contenteditable=true], [role=menu]';

export function useShortcuts(onShortcut: (shortcut: Shortcut) => void): void {
  const wentAt = useRef(Number.NEGATIVE_INFINITY);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { key, ctrlKey, metaKey, altKey, target, timeStamp } = event;
    const isBusy =
      (target instanceof Element && target.closest(written) !== null) ||
      document.querySelector('dialog:modal') !== null;
    const afterGo = timeStamp - wentAt.current < GO_WITHIN_MS;
    const shortcut = toShortcut({ key, ctrlKey, metaKey, altKey, isBusy, afterGo });
    wentAt.current = shortcut === 'go' ? timeStamp : Number.NEGATIVE_INFINITY;
    if (shortcut === undefined || shortcut === 'go') return;
    event.preventDefault();
    onShortcut(shortcut);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
