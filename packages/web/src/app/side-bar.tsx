import { Keyboard, Plus, Search } from 'lucide-react';
import { appText } from '../strings/app.ts';
import { ButtonLink } from '../ui/button-link.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { Logo } from './logo.tsx';
import { SideNavigation } from './navigation.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import type { Waiting } from './use-waiting.ts';

export interface BarProps {
  readonly waiting: Waiting;
  readonly onPalette: () => void;
  readonly onShortcuts: () => void;
}

export function SideBar({ waiting, onPalette, onShortcuts }: BarProps) {
  return (
    <header className="hidden w-56 shrink-0 flex-col gap-3 border-r border-line bg-canvas p-3 md:flex">
      <Brand />
      <button
        type="button"
        onClick={onPalette}
        aria-keyshortcuts="Control+K Meta+K"
        className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2 text-muted transition-colors hover:border-line-strong hover:text-text"
      >
        <Search size={15} aria-hidden />
        <span className="flex-1 text-left">{appText.searchShort}</span>
        <span aria-hidden>
          <Kbd keys="Ctrl K" />
        </span>
      </button>
      <SideNavigation waiting={waiting} />
      <ButtonLink to="/ui/tasks/new" variant="primary" icon={Plus}>
        {appText.newTask}
      </ButtonLink>
      <div className="mt-auto flex items-center gap-1">
        <ThemeMenu />
        <IconButton label={appText.shortcuts} icon={Keyboard} onClick={onShortcuts} />
      </div>
    </header>
  );
}

export function TopBar({ onPalette }: BarProps) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-surface px-3 md:hidden">
      <Brand />
      <span className="flex-1" />
      <IconButton label={appText.search} icon={Search} onClick={onPalette} />
      <ThemeMenu />
      <ButtonLink to="/ui/tasks/new" variant="primary" size="sm" icon={Plus}>
        {appText.newTask}
      </ButtonLink>
    </header>
  );
}

function Brand() {
  return (
    <span className="flex h-8 items-center gap-2 px-1 text-md font-semibold tracking-tight">
      <Logo />
      {appText.name}
    </span>
  );
}
