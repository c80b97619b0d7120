import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'light' | 'dark' | 'system';

const KEY = 'tutti.theme';
const CHANGED = 'tutti-theme';
const darkSystem = '(prefers-color-scheme: dark)';

/** What was chosen; `public/theme.js` has drawn it before the first paint. */
export function useTheme(): [ThemeChoice, (choice: ThemeChoice) => void] {
  return [useSyncExternalStore(subscribe, readChoice), chooseTheme];
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
  draw(choice);
  window.dispatchEvent(new Event(CHANGED));
}

function readChoice(): ThemeChoice {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

function draw(choice: ThemeChoice): void {
  const dark = choice === 'dark' || (choice === 'system' && matchMedia(darkSystem).matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

/** The system may turn dark in the evening, and another tab may choose. */
function subscribe(listener: () => void): () => void {
  const media = matchMedia(darkSystem);
  const onChange = () => {
    draw(readChoice());
    listener();
  };
  media.addEventListener('change', onChange);
  window.addEventListener('storage', onChange);
  window.addEventListener(CHANGED, listener);
  return () => {
    media.removeEventListener('change', onChange);
    window.removeEventListener('storage', onChange);
    window.removeEventListener(CHANGED, listener);
  };
}
