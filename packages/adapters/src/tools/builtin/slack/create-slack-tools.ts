/** Channels of a Slack workspace, over its Web API: what was said there, and saying something, which nobody can take back. */
import type { Tool, ToolSource } from '@tutti/engine';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { cutText } from '../cut-text.ts';
import { notConfigured } from '../not-configured.ts';
import { createPostTool } from './create-post-tool.ts';
import { ChannelId, Message, SlackApi, toMessageView } from './slack-api.ts';

export interface SlackOptions {
  readonly url: string;
  /** Absent: it is not configured. */
  readonly token?: string | undefined;
}

const LIMIT_MS = 20_000;
const MOST_OF_A_TOPIC = 300;

const ListInput = z.object({
  count: z.int().min(1).max(200).default(100),
  cursor: z.string().max(500).exactOptional().describe('What `next` said of the page before.'),
});

const HistoryInput = z.object({
  channel: ChannelId,
  count: z.int().min(1).max(100).default(30).describe('The newest first.'),
  before: z.string().max(40).exactOptional().describe('Only messages older than the one with this `ts`.'),
});

const RepliesInput = z.object({
  channel: ChannelId,
  thread: z.string().max(40).describe('The `ts` of its first message.'),
  count: z.int().min(1).max(100).default(50),
});

const Channels = z.object({
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string().optional(),
      is_private: z.boolean().optional(),
      is_member: z.boolean().optional(),
      num_members: z.number().optional(),
      topic: z.object({ value: z.string() }).optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const Messages = z.object({ messages: z.array(Message), has_more: z.boolean().optional() });

export function createSlackTools({ url, token }: SlackOptions): ToolSource {
  let api: SlackApi | undefined;
  return {
    names: ['slack'],
    fixed: false,
    async open() {
      if (token === undefined)
        throw notConfigured('no token of Slack is set: set SLACK_BOT_TOKEN to the token of a bot of the workspace');
      api ??= new SlackApi({ url, token });
      return [createListTool(api), createHistoryTool(api), createRepliesTool(api), createPostTool(api)];
    },
  };
}

function createListTool(api: SlackApi): Tool {
  return createTool({
    name: 'slack__list_channels',
    description: 'Lists the channels of the Slack workspace that the bot can see, with their ids.',
    input: ListInput,
    effect: 'read',
    givesStrangersWords: true,
    timeoutMs: LIMIT_MS,
    use: async ({ count, cursor }, { signal }) => {
      const query = { limit: count, cursor, exclude_archived: 'true', types: 'public_channel,private_channel' };
      const { channels, response_metadata: page } = Channels.parse(await api.read('conversations.list', query, signal));
      const next = page?.next_cursor;
      return {
        channels: channels.map(({ id, name, is_private: hidden, is_member: member, num_members: members, topic }) => ({
          id,
          ...(name !== undefined && { name }),
          private: hidden ?? false,
          ...(member !== undefined && { botIsMember: member }),
          ...(members !== undefined && { members }),
          ...(topic && topic.value !== '' && { topic: cutText(topic.value, MOST_OF_A_TOPIC) }),
        })),
        ...(next && { next }),
      };
    },
  });
}

function createHistoryTool(api: SlackApi): Tool {
  return createTool({
    name: 'slack__read_history',
    description: 'Reads the newest messages of a channel of Slack. The bot has to be a member of it.',
    input: HistoryInput,
    effect: 'read',
    givesStrangersWords: true,
    timeoutMs: LIMIT_MS,
    use: async ({ channel, count, before }, { signal }) => {
      const query = { channel, limit: count, latest: before };
      const { messages, has_more: more = false } = Messages.parse(
        await api.read('conversations.history', query, signal),
      );
      return { messages: messages.map(toMessageView), more };
    },
  });
}

function createRepliesTool(api: SlackApi): Tool {
  return createTool({
    name: 'slack__read_thread',
    description: 'Reads a message of a channel of Slack with the answers to it.',
    input: RepliesInput,
    effect: 'read',
    givesStrangersWords: true,
    timeoutMs: LIMIT_MS,
    use: async ({ channel, thread, count }, { signal }) => {
      const query = { channel, ts: thread, limit: count };
      const { messages, has_more: more = false } = Messages.parse(
        await api.read('conversations.replies', query, signal),
      );
      return { messages: messages.map(toMessageView), more };
    },
  });
}
