import { type Destination, destinations } from './destinations.ts';

export type Shortcut = 'palette' | 'shortcuts' | 'new-task' | Destination['id'];

export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Somebody writes, or a dialog is open. */
  readonly isBusy: boolean;
  /** `g` came before, a moment ago. */
  readonly afterGo: boolean;
}

/** What a key means: nothing while somebody writes, but for Ctrl K, which is no letter. */
export function toShortcut(stroke: Stroke): Shortcut | 'go' | undefined {
  const key = stroke.key.toLowerCase();
  const isCommand = stroke.ctrlKey !== stroke.metaKey && !stroke.altKey;
  if (isCommand) return key === 'k' ? 'palette' : undefined;
  if (stroke.isBusy || stroke.ctrlKey || stroke.metaKey || stroke.altKey) return undefined;
  if (stroke.afterGo) return destinations.find((one) => one.key === key)?.id;
  if (key === 'g') return 'go';
  if (key === 'n') return 'new-task';
  return key === '?' ? 'shortcuts' : undefined;
}
