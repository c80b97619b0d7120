import { type RefObject, useEffect } from 'react';

const STEPS: Readonly<Record<string, 1 | -1>> = { j: 1, k: -1 };

/** `j` and `k` go through the rows; Enter is the link's own. */
export function useRowKeys(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const step = STEPS[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const links = [...(frame.current?.querySelectorAll<HTMLElement>('[data-run] a') ?? [])];
      const at = links.findIndex((link) => link === document.activeElement);
      const next = at === -1 ? links[0] : links[at + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: 'nearest' });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [frame]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable], dialog *');
}
