/** Saying something in a channel. Each message carries the key of its call, so that whether it was said can be found out. */
import type { Tool } from '@tutti/engine';
import type { Json } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { toCallMark } from '../to-call-mark.ts';
import { ChannelId, Message, type SlackApi } from './slack-api.ts';

const LIMIT_MS = 20_000;
/** Of Slack. */
const LONGEST = 4_000;
/** Where a message of ours is looked for: among so many of the newest ones, and in as many pages. */
const PAGE = 100;
const MOST_PAGES = 5;
const EVENT = 'tutti_call';

const PostInput = z.object({
  channel: ChannelId,
  text: z.string().min(1).max(LONGEST).describe('In the markup of Slack.'),
  thread: z.string().max(40).exactOptional().describe('The `ts` of the message that it answers.'),
});
type PostInput = z.infer<typeof PostInput>;

const Posted = z.object({ channel: z.string(), ts: z.string() });
const Page = z.object({
  messages: z.array(Message),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export function createPostTool(api: SlackApi): Tool {
  return createTool({
    name: 'slack__post_message',
    description:
      'Says something in a channel of Slack, or answers in a thread. Everybody there is told; it cannot be taken back.',
    input: PostInput,
    effect: 'irreversible',
    timeoutMs: LIMIT_MS,
    use: async ({ channel, text, thread }, { signal, key }) => {
      const body = {
        channel,
        text,
        ...(thread !== undefined && { thread_ts: thread }),
        // What is written must not make Slack fetch anything for everybody who reads it.
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: EVENT, event_payload: { key: toCallMark(key) } },
      };
      return toOutput(Posted.parse(await api.write('chat.postMessage', body, signal)));
    },
    verify: async (input, { signal, key }) => {
      const found = await findPosted(api, input, { mark: toCallMark(key), signal });
      return found
        ? { happened: true, output: toOutput({ channel: input.channel, ts: found.ts }) }
        : { happened: false };
    },
  });
}

/** Throws where it would have to look further: then it cannot be told. */
async function findPosted(
  api: SlackApi,
  { channel, thread }: PostInput,
  { mark, signal }: { mark: string; signal: AbortSignal },
): Promise<{ ts: string } | undefined> {
  const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { channel, ts: thread, limit: PAGE, include_all_metadata: 'true', cursor };
    const { messages, has_more: more, response_metadata: next } = Page.parse(await api.read(method, query, signal));
    const found = messages.find(
      ({ metadata }) => metadata?.event_type === EVENT && metadata.event_payload?.key === mark,
    );
    if (found) return found;
    cursor = next?.next_cursor;
    if (!more || !cursor) return undefined;
  }
  throw new Error(`the message is not among the newest ${PAGE * MOST_PAGES} of the channel`);
}

function toOutput({ channel, ts }: { channel: string; ts: string }): Json {
  return { channel, ts };
}
