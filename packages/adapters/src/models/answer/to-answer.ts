/** The end of a stream decides what came of it: a whole answer, one that was ended early by the model, or none. */
import type { ModelAnswer } from '@tutti/engine';
import { CutError } from '../failure/cut-error.ts';
import { MalformedError } from '../failure/malformed-error.ts';
import type { Family, FinishPart } from '../families/family.ts';
import type { Received } from './received.ts';
import { toUsage } from './to-usage.ts';

const CUT = 'the stream ended before its answer did';

/** Words for a plain end that the libraries do not know. */
const PLAIN_ENDS = new Set(['eos', 'eos_token', 'end_turn', 'stop_sequence', 'end', 'complete', 'completed', 'done']);

export function toAnswer(received: Received, family: Family, id: string): ModelAnswer {
  const { text, finish } = received;
  const end = toEnd(finish, family);
  // A call of an answer that was not ended as it should may be half of one.
  const toolCalls = end === 'whole' ? received.toToolCalls() : [];
  if (end === 'whole' && toolCalls.length === 0 && text === '') throw new MalformedError('the answer is empty');
  const usage = finish && toUsage(finish.usage);
  return {
    text,
    toolCalls,
    finish: end === 'whole' ? (toolCalls.length > 0 ? 'tool_calls' : 'stop') : end,
    ...(usage && { usage }),
    labels: [{ source: 'model', name: id }],
  };
}

function toEnd(finish: FinishPart | undefined, family: Family): 'whole' | 'length' | 'refused' {
  if (!finish) throw new CutError(CUT);
  const { unified, raw } = finish.finishReason;
  if (raw === undefined && (family.endsWithRawWord || unified === 'other')) throw new CutError(CUT);
  switch (unified) {
    case 'stop':
    case 'tool-calls':
      return 'whole';
    case 'length':
      return 'length';
    case 'content-filter':
      return 'refused';
    case 'interrupted':
      throw new CutError(CUT);
    case 'error':
      throw new MalformedError(`the provider ended its answer with an error${toWord(finish)}`);
    case 'other':
      if (PLAIN_ENDS.has((raw ?? '').toLowerCase())) return 'whole';
      throw new MalformedError(`the answer ended for an unknown reason${toWord(finish)}`);
    default:
      return unified satisfies never;
  }
}

function toWord({ finishReason }: FinishPart): string {
  return finishReason.raw === undefined ? '' : `: ${finishReason.raw.slice(0, 80)}`;
}
