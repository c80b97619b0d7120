import type { TimelineNode } from '@tutti/protocol';

export type CallState = 'done' | 'failed' | 'running' | 'lost';

/** Of the call at this place. One that nobody heard the end of, with its worker or its run, is lost. */
export function toCallState({ calls, mark }: Pick<TimelineNode, 'calls' | 'mark'>, index: number): CallState {
  if (calls[index]?.failure) return 'failed';
  if (index < calls.length - 1) return 'lost';
  if (mark === 'done') return 'done';
  return mark === 'running' ? 'running' : 'lost';
}
