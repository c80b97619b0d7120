/** Against a server that answers as the public documentation of Slack's Web API says: 200 to everything, with `ok` in the answer. */
import { describe, expect, it } from 'vitest';
import { type Sent, startProviderServer } from '../../../models/testing/start-provider-server.ts';
import { openSet, PLACE } from '../testing/open-set.ts';
import { createSlackTools } from './create-slack-tools.ts';

interface Kept {
  readonly ts: string;
  readonly text: string;
  readonly bot_id: string;
  readonly metadata?: unknown;
}

class FakeSlack {
  readonly messages: Kept[] = [{ ts: '1700000000.000100', text: 'Where is the boat?', bot_id: 'B1' }];
  /** The message is taken, but nobody is told so. */
  loses = false;

  answer({ path, body, headers }: Sent): unknown {
    const url = new URL(path, 'http://slack');
    if (headers.authorization !== 'Bearer xoxb-token') return { ok: false, error: 'invalid_auth' };
    switch (url.pathname) {
      case '/api/conversations.list':
        return {
          ok: true,
          channels: [
            {
              id: 'C024BE91L',
              name: 'harbour',
              is_private: false,
              is_member: true,
              num_members: 3,
              topic: { value: 'Boats' },
            },
          ],
          response_metadata: { next_cursor: 'dGVhbQ==' },
        };
      case '/api/conversations.history':
        return this.#page(url.searchParams);
      case '/api/conversations.replies':
        return this.#page(url.searchParams);
      case '/api/chat.postMessage':
        return this.#post(JSON.parse(body));
      default:
        return { ok: false, error: 'unknown_method' };
    }
  }

  #page(words: URLSearchParams): unknown {
    if (words.get('channel') !== 'C024BE91L') return { ok: false, error: 'channel_not_found' };
    const withMetadata = words.get('include_all_metadata') === 'true';
    const messages = this.messages.toReversed().map(({ metadata, ...message }) => ({
      type: 'message',
      ...message,
      ...(withMetadata && metadata !== undefined && { metadata }),
    }));
    return { ok: true, messages, has_more: false };
  }

  #post({ channel, text, metadata }: { channel: string; text: string; metadata: unknown }): unknown {
    if (channel !== 'C024BE91L') return { ok: false, error: 'channel_not_found' };
    const ts = `1700000${100 + this.messages.length}.000200`;
    this.messages.push({ ts, text, bot_id: 'B1', metadata });
    return { ok: true, channel, ts };
  }
}

async function openStage() {
  const slack = new FakeSlack();
  const server = await startProviderServer((response, sent) => {
    const answer = slack.answer(sent);
    if (slack.loses && sent.method === 'POST') return void response.destroy();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  const set = await openSet(createSlackTools({ url: `${server.url}/api`, token: 'xoxb-token' }));
  return { slack, server, set, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const POST = { channel: 'C024BE91L', text: 'It is back.' };

describe('slack', () => {
  it('says which setting is missing when there is no token', async () => {
    await expect(createSlackTools({ url: 'https://slack.com/api' }).open('slack', PLACE)).rejects.toMatchObject({
      code: 'tool_not_configured',
      message: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
  });

  it('lists channels and reads what was said in one', async () => {
    await using stage = await openStage();
    expect(await stage.set.call('list_channels', {})).toEqual({
      channels: [{ id: 'C024BE91L', name: 'harbour', private: false, botIsMember: true, members: 3, topic: 'Boats' }],
      next: 'dGVhbQ==',
    });
    expect(await stage.set.call('read_history', { channel: 'C024BE91L' })).toEqual({
      messages: [{ ts: '1700000000.000100', at: '2023-11-14T22:13:20.000Z', by: 'B1', text: 'Where is the boat?' }],
      more: false,
    });
  });

  it('tells what was said there as private words of strangers, and what it said itself as its own', async () => {
    await using stage = await openStage();
    for (const name of ['list_channels', 'read_history', 'read_thread'])
      expect(stage.set.find(name).labels, name).toEqual(
        ['tool', 'web'].map((source) => ({ source, name: `slack__${name}` })),
      );
    expect(stage.set.find('post_message').labels).toEqual([{ source: 'tool', name: 'slack__post_message' }]);
  });

  it('takes a name for no channel, and tells what Slack says no to', async () => {
    await using stage = await openStage();
    await expect(stage.set.call('read_history', { channel: '#harbour' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(stage.set.call('post_message', { ...POST, channel: 'C0000000' })).rejects.toMatchObject({
      code: 'tool_failed',
      message: expect.stringContaining('channel_not_found'),
      nothingHappened: true,
    });
  });

  it('says something once, and finds it again by the key of its call when the answer was lost', async () => {
    await using stage = await openStage();
    expect(stage.set.find('post_message').effect).toBe('irreversible');
    expect(await stage.set.verify('post_message', POST)).toEqual({ happened: false });
    stage.slack.loses = true;
    await expect(stage.set.call('post_message', POST)).rejects.toMatchObject({ nothingHappened: false });
    expect(await stage.set.verify('post_message', POST)).toEqual({
      happened: true,
      output: { channel: 'C024BE91L', ts: '1700000101.000200' },
    });
    expect(await stage.set.verify('post_message', POST, { key: 'key-2' })).toEqual({ happened: false });
    expect(stage.slack.messages.map(({ text }) => text)).toEqual(['Where is the boat?', 'It is back.']);
  });

  it('lets Slack fetch nothing from what an agent wrote', async () => {
    await using stage = await openStage();
    await stage.set.call('post_message', POST);
    expect(JSON.parse(stage.server.sent[0]?.body ?? '')).toMatchObject({ unfurl_links: false, unfurl_media: false });
  });
});
