import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { appText } from '../strings/app.ts';
import { Banners } from './banners.tsx';
import { destinations } from './destinations.ts';
import { BottomNavigation } from './navigation.tsx';
import { Notices } from './notices.tsx';
import { RouteAnnouncer } from './route-announcer.tsx';
import { SideBar, TopBar } from './side-bar.tsx';
import type { Shortcut } from './to-shortcut.ts';
import { useMe } from './use-me.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useWaiting } from './use-waiting.ts';

const Palette = lazy(async () => ({ default: (await import('./palette/palette.tsx')).Palette }));
const ShortcutsDialog = lazy(async () => ({ default: (await import('./shortcuts-dialog.tsx')).ShortcutsDialog }));

/** What stands around every page. */
export function Shell() {
  const { me, isSignedOut } = useMe();
  const waiting = useWaiting();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'palette' | 'shortcuts'>();
  const close = () => setOpen(undefined);

  function act(shortcut: Shortcut): void {
    if (shortcut === 'palette' || shortcut === 'shortcuts') setOpen(shortcut);
    else if (shortcut === 'new-task') void navigate({ to: '/ui/tasks/new' });
    else void navigate({ to: destinations.find(({ id }) => id === shortcut)?.to ?? '/ui' });
  }
  useShortcuts(act);

  const bar = { waiting, onPalette: () => setOpen('palette'), onShortcuts: () => setOpen('shortcuts') };
  return (
    <div className="relative flex h-dvh flex-col overflow-hidden md:flex-row">
      <SkipLink />
      <SideBar {...bar} />
      <TopBar {...bar} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Banners me={me} isSignedOut={isSignedOut} />
        <main
          id="content"
          tabIndex={-1}
          className="relative flex min-h-0 flex-1 flex-col overflow-y-auto px-4 pt-4 pb-6 outline-none sm:px-6"
        >
          <Outlet />
        </main>
      </div>
      <BottomNavigation waiting={waiting} />
      <RouteAnnouncer />
      <Notices />
      <Suspense>
        {open === 'palette' && <Palette onClose={close} onShortcuts={() => setOpen('shortcuts')} />}
        {open === 'shortcuts' && <ShortcutsDialog open onClose={close} />}
      </Suspense>
    </div>
  );
}

/** The first stop of the Tab key; not seen until it is reached. */
function SkipLink() {
  return (
    <a
      href="#content"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}
      className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:translate-y-0"
    >
      {appText.skipToContent}
    </a>
  );
}
