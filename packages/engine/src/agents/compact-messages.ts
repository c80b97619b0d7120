/** A conversation that is too long for every model loses what weighs most and matters least: what tools said long ago. */
import type { Message } from '../ports/model.ts';

/** Of a shortened text so much stays. */
const KEPT = 400;
/** Whatever is not much longer than what would stay is left alone. */
const WORTH_IT = 800;
/** Nobody knows how much is too much, so half of it goes. */
const SHARE = 0.5;

/** Undefined where there is nothing to shorten. */
export function compactMessages(messages: readonly Message[]): readonly Message[] | undefined {
  const goal = sizeOf(messages) * SHARE;
  let left = sizeOf(messages);
  const compacted = messages.map((message) => {
    if (left <= goal || message.role !== 'tool' || message.text.length <= WORTH_IT) return message;
    const text = shorten(message.text);
    left -= message.text.length - text.length;
    return { ...message, text };
  });
  return left < sizeOf(messages) ? compacted : undefined;
}

function shorten(text: string): string {
  return `${text.slice(0, KEPT)}\n[… ${text.length - KEPT} more characters are left out here, because the conversation had become too long]`;
}

function sizeOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { text }) => sum + text.length, 0);
}
