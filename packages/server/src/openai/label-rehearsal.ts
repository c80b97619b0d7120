/** What the stand-in says is labelled wherever it appears: here at its end, since only then it is known who has answered. */
import type { Answered, Asked } from './asked.ts';

export const REHEARSAL_NOTE = '\n\n[rehearsal: no model was asked, these words are made up]';

/** What is to stand behind the text. Data and calls of tools would be broken by it: their `tutti` field tells. */
export function toRehearsalNote({ route, text }: Answered, { answerSchema }: Asked): string {
  return route?.because === 'rehearsal' && text !== '' && answerSchema === undefined ? REHEARSAL_NOTE : '';
}
