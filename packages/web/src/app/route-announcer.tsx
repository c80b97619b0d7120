import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

/** Pages set their titles when they are drawn; this is long enough for it, and no longer than a reader needs. */
const TITLE_AFTER_MS = 400;

/** A new page is read out, and the keyboard begins at its content. */
export function RouteAnnouncer() {
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const before = useRef(path);
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    const isFirst = before.current === undefined || before.current === path;
    before.current = path;
    if (isFirst) return;
    if (document.querySelector('dialog:modal') === null && !isFocusOnPage())
      document.getElementById('content')?.focus();
    const timer = setTimeout(() => setAnnounced(document.title), TITLE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [path]);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {announced}
    </div>
  );
}

/** A page that takes the focus itself, as a form does, keeps it. */
function isFocusOnPage(): boolean {
  const content = document.getElementById('content');
  return content !== null && document.activeElement !== content && content.contains(document.activeElement);
}
