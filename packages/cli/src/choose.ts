import { InvalidInputError, RunError } from '@tutti/engine';
import { findNearest } from './find-nearest.ts';

/** One of several words; a slip is refused with the nearest of them. */
export function choose<Choice extends string>(choices: readonly Choice[], asked: string, what: string): Choice {
  const typed = asked.trim();
  const found = choices.find((choice) => choice === typed);
  if (found !== undefined) return found;
  const message = `there is no ${what} ${typed}. The nearest is ${findNearest(typed, choices)}; there are ${choices.join(', ')}.`;
  if (what === 'pattern') throw new RunError('unknown_pattern', message, { nothingHappened: true });
  throw new InvalidInputError(message, what);
}
