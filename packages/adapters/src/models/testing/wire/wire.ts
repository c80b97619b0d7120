/** How an answer looks on its way, in the protocol of one provider, written from that provider's public documentation. */
import type { Json } from '@tutti/protocol';

export interface Scripted {
  readonly text?: string;
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly input: Json }[];
  /** Absent: the provider says nothing of it. */
  readonly usage?: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead?: number;
    readonly cacheWrite?: number;
    readonly reasoning?: number;
  };
  /** Absent: by itself, after text or after calls. */
  readonly end?: 'length' | 'refused';
}

export interface Wire {
  readonly contentType: string;
  /** Whole events; the input of a tool call comes in two halves where the protocol streams it. */
  toChunks(script: Scripted): readonly string[];
}

export function toEvent(data: unknown, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

export function toHalves(text: string): readonly [string, string] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}
