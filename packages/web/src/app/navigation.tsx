import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { appText } from '../strings/app.ts';
import { Menu } from '../ui/menu.tsx';
import type { Destination } from './destinations.ts';
import { useDestinations } from './use-destinations.ts';
import type { Waiting } from './use-waiting.ts';

interface NavigationProps {
  readonly waiting: Waiting;
}

export function SideNavigation({ waiting }: NavigationProps) {
  const destinations = useDestinations();
  return (
    <nav aria-label={appText.navigation}>
      <ul className="flex flex-col gap-px">
        {destinations.map(({ id, to, label, icon: Glyph }) => (
          <li key={id}>
            <Link
              to={to}
              activeOptions={{ exact: id === 'home', includeSearch: false }}
              className="flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-muted transition-colors hover:bg-hover hover:text-text aria-[current=page]:bg-selected aria-[current=page]:text-text"
            >
              <Glyph size={16} aria-hidden strokeWidth={1.75} />
              <span className="flex-1">{label}</span>
              <Count id={id} waiting={waiting} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const TAB =
  'relative flex h-14 w-full flex-col items-center justify-center gap-0.5 text-2xs font-medium text-muted -outline-offset-2 aria-[current=page]:text-link';

/** What is gone to most, and the rest behind one button: more do not fit under thumbs. */
export function BottomNavigation({ waiting }: NavigationProps) {
  const destinations = useDestinations();
  const others = destinations.filter(({ first }) => !first);
  return (
    <nav
      aria-label={appText.navigation}
      className="shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex">
        {destinations
          .filter(({ first }) => first)
          .map(({ id, to, short, icon: Glyph }) => (
            <li key={id} className="flex-1">
              <Link to={to} activeOptions={{ exact: id === 'home', includeSearch: false }} className={TAB}>
                <Glyph size={19} aria-hidden strokeWidth={1.75} />
                {short}
                <span className="absolute top-1.5 left-1/2 ml-1.5">
                  <Count id={id} waiting={waiting} />
                </span>
              </Link>
            </li>
          ))}
        <li className="flex-1">
          <More others={others} />
        </li>
      </ul>
    </nav>
  );
}

function More({ others }: { others: readonly Destination[] }) {
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const isHere = others.some(({ to }) => path.startsWith(to));
  return (
    <Menu
      label={appText.more}
      trigger={
        <button type="button" aria-current={isHere ? 'page' : undefined} className={TAB}>
          <Ellipsis size={19} aria-hidden strokeWidth={1.75} />
          {appText.more}
        </button>
      }
      items={others.map(({ id, to, label, icon }) => ({ id, label, icon, onSelect: () => void navigate({ to }) }))}
    />
  );
}

function Count({ id, waiting }: NavigationProps & { readonly id: Destination['id'] }) {
  if (id !== 'approvals' || waiting.badge === undefined) return null;
  return (
    <span className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-full bg-attention-tint px-1 text-2xs font-semibold text-attention">
      <span aria-hidden>{waiting.badge}</span>
      <span className="sr-only">{waiting.label}</span>
    </span>
  );
}
