/** What an agent is told that goes no further. It names what repeats and quotes nothing, so it brings nobody's words along. */
import type { Label } from '@tutti/protocol';
import type { Stall, StallKind } from './stall.ts';

export interface Nudge {
  readonly text: string;
  readonly labels: readonly Label[];
}

const WAYS_OUT: Record<StallKind, string> = {
  repeated_call:
    'Do not make this call again. Use what you know, try something of another kind, or say what is missing.',
  varied_call:
    'Other wording or other numbers will not help. Use what you know, try something of another kind, or say what is missing.',
  repeated_answer:
    'Say something that moves the work on: a result, a decision, or the one thing that you need and from whom.',
  ping_pong: 'Do not hand it back again. Do the next piece yourself, or end with the best result that you have.',
  delegation_cycle: 'Do not hand it on again. Do the next piece yourself, or end with the best result that you have.',
  nothing_new: 'Give a concrete result now, or say exactly what keeps you from it.',
};

export function toNudge(stall: Stall): Nudge {
  return { text: `Note from the platform: ${toWords(stall)}. ${WAYS_OUT[stall.kind]}`, labels: [] };
}

export function toWords({ kind, agent, by, times, tool }: Stall): string {
  switch (kind) {
    case 'repeated_call':
      return `${agent} has called ${tool} again ${times} times, and learnt nothing new from it`;
    case 'varied_call':
      return `the last ${times} calls of ${agent}, lately of ${tool}, differ only on the surface, and brought nothing new`;
    case 'repeated_answer':
      return `the last ${times} answers of ${agent} repeat what it had said before`;
    case 'ping_pong':
      return `${by.join(' and ')} hand the same to and fro without anything new`;
    case 'delegation_cycle':
      return `${by.join(', ')} hand the same around in a circle without anything new`;
    case 'nothing_new':
      return `the last ${times} answers of ${agent} bring no new fact`;
    default:
      return kind satisfies never;
  }
}
