/** What a team says and decides on the way, told as it is recorded: each answer whole, under the name of who gave it. */
import { describeDecision, isRehearsal, type Label, type RunEvent, splitHandoff } from '@tutti/protocol';
import * as z from 'zod';
import { followShared, type SharedRun } from '../home/follow-shared.ts';

const Said = z.object({ text: z.string() });

/** Until the signal comes, or the run has ended. */
export async function hearTeam(run: SharedRun, tell: (text: string) => void, signal: AbortSignal): Promise<void> {
  const hear = (events: readonly RunEvent[]) => {
    for (const event of events) {
      const told = toThought(event);
      if (told !== undefined && !signal.aborted) tell(`${told}\n\n`);
    }
  };
  await followShared(run, { signal, hear: (told) => told.type === 'events' && hear(told.events) }).catch(() => {
    // Whoever waits for the run itself is told what is wrong.
  });
}

function toThought(event: RunEvent): string | undefined {
  if (event.type === 'domain.recorded') return describeDecision(event);
  if (event.type !== 'step.completed' || event.agent === undefined) return undefined;
  if ((event.kind !== 'model' && event.kind !== 'agent') || !('value' in event.output)) return undefined;
  const said = Said.safeParse(event.output.value).data;
  const text = said && splitHandoff(said.text).text.trim();
  // Votes and bids are data; what comes of them is told as a decision.
  return text === undefined || text === '' || isData(text)
    ? undefined
    : `### ${event.agent}${toNote(event.labels)}\n\n${text}`;
}

/** Made-up words are never told as if somebody had thought them. */
function toNote(labels: readonly Label[] = []): string {
  return isRehearsal(labels) ? ' (rehearsal: these words are made up)' : '';
}

function isData(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
