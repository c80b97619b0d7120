import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { RunView } from '@tutti/protocol/api';
import { Keyboard, LogOut, Plus, Workflow } from 'lucide-react';
import { useEffect, useState } from 'react';
import { fewRunsQuery, newestRunsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { useSignOut } from '../../domain/use-sign-out.ts';
import { appText } from '../../strings/app.ts';
import { sharedText } from '../../strings/shared.ts';
import { themeChoices, themeIcons } from '../theme-menu.tsx';
import { useDestinations } from '../use-destinations.ts';
import { chooseTheme } from '../use-theme.ts';
import { type Command, filterCommands } from './commands.ts';

const RECENT = 5;
const MOST_FOUND = 8;
const SEARCH_AFTER_MS = 150;
const words = appText.palette;

export interface Offer {
  readonly commands: readonly Command[];
  readonly isSearching: boolean;
  readonly hasFailed: boolean;
}

/** What the palette offers for what is typed: pages and actions by their words, runs by theirs. */
export function useCommands(text: string, onShortcuts: () => void): Offer {
  const fixed = filterCommands(useFixedCommands(onShortcuts), text);
  const searched = useSettled(text.trim());
  const { client } = useServices();
  const navigate = useNavigate();
  const recent = useQuery(fewRunsQuery(client, [], RECENT));
  const found = useQuery({
    ...newestRunsQuery(client, { status: [], text: searched }),
    enabled: searched !== '',
    placeholderData: keepPreviousData,
  });
  const toCommand = (group: string) => (view: RunView) => ({
    id: view.run,
    group,
    label: view.title,
    detail: sharedText.status[view.status],
    icon: Workflow,
    run: () => void navigate({ to: '/ui/runs/$run', params: { run: view.run } }),
  });
  const isEmpty = text.trim() === '';
  const runs = isEmpty
    ? (recent.data?.items ?? []).map(toCommand(words.recentRuns))
    : (found.data?.items ?? []).slice(0, MOST_FOUND).map(toCommand(words.foundRuns));
  return {
    commands: [...fixed, ...runs],
    isSearching: !isEmpty && (found.isFetching || searched !== text.trim()),
    hasFailed: !isEmpty && found.isError,
  };
}

function useFixedCommands(onShortcuts: () => void): Command[] {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const destinations = useDestinations();
  return [
    ...destinations.map(({ id, to, label, icon, key }) => ({
      id,
      group: words.goTo,
      label,
      icon,
      keys: `g ${key}`,
      run: () => void navigate({ to }),
    })),
    {
      id: 'new',
      group: words.do,
      label: appText.newTask,
      icon: Plus,
      keys: 'n',
      run: () => void navigate({ to: '/ui/tasks/new' }),
    },
    ...themeChoices.map((choice) => ({
      id: choice,
      group: words.do,
      label: appText.switchTheme(appText.themes[choice]),
      icon: themeIcons[choice],
      run: () => chooseTheme(choice),
    })),
    { id: 'shortcuts', group: words.do, label: appText.shortcuts, icon: Keyboard, keys: '?', run: onShortcuts },
    ...(signOut
      ? [{ id: 'sign-out', group: words.do, label: appText.signOut, icon: LogOut, run: () => void signOut() }]
      : []),
  ];
}

/** The text once it has stood still, so that not every letter asks the server. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
