import type { Problem } from '../problem.ts';
import type { ThreadReply } from '../thread-messages.ts';
import type { Notices } from './writing.ts';

export interface WriterReply extends ThreadReply {
  readonly notices?: Notices;
  /** Something was really written, and nothing refused for lack of space. */
  readonly wrote?: boolean;
}

export function refuseAll(count: number, problem: Problem): WriterReply {
  const places = Array.from({ length: count }, (_, index) => index);
  return { answers: places.map(() => undefined), problems: new Map(places.map((place) => [place, problem])) };
}

/** One reply for operations that were written one by one. */
export function joinReplies(replies: readonly WriterReply[]): WriterReply {
  const refused = replies.flatMap(({ problems }, place) =>
    [...(problems?.values() ?? [])].map((problem) => [place, problem] as const),
  );
  const notices = replies.flatMap((reply) => reply.notices ?? []);
  const failed = replies.find((reply) => reply.failed)?.failed;
  return {
    answers: replies.flatMap(({ answers = [] }) => answers),
    problems: new Map(refused),
    notices: {
      ready: notices.some(({ ready }) => ready),
      settled: notices.some(({ settled }) => settled),
      signals: notices.flatMap(({ signals }) => signals),
    },
    wrote: replies.some(({ wrote }) => wrote) && refused.every(([, { code }]) => code !== 'store_full'),
    ...(failed && { failed }),
  };
}
