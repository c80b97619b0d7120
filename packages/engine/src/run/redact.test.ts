import { describe, expect, it } from 'vitest';
import { TestStage, toProgram } from '../testing/test-stage.ts';
import { createRedact } from './redact.ts';

const letters = (count: number) => 'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(8).slice(0, count);

describe('redaction', () => {
  it.each([
    ['github_token', `ghp_${letters(36)}`],
    ['openai_key', `sk-proj-${letters(48)}`],
    ['anthropic_key', `sk-ant-api03-${letters(40)}`],
    ['google_key', `AIza${letters(35)}`],
    ['aws_key', 'AKIAIOSFODNN7EXAMPLE'],
    ['slack_token', 'xoxb-1234567890-abcdefghij'],
    ['huggingface_token', `hf_${letters(34)}`],
    ['groq_key', `gsk_${letters(52)}`],
    ['npm_token', `npm_${letters(36)}`],
    ['jwt', `eyJ${letters(20)}.eyJ${letters(30)}.${letters(43)}`],
  ])('takes out a %s', (name, secret) => {
    expect(createRedact()(`before ${secret} after`)).toBe(`before [redacted:${name}] after`);
  });

  it('takes out a private key and the password in an address', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n-----END RSA PRIVATE KEY-----`;
    expect(createRedact()(key)).toBe('[redacted:private_key]');
    expect(createRedact()('postgres://tutti:hunter22@db/x')).toBe('postgres://tutti:[redacted:url_password]@db/x');
  });

  it('takes out the secrets of this installation, whatever they look like', () => {
    expect(createRedact(['correct horse "battery"'])(JSON.stringify({ a: 'x correct horse "battery" y' }))).toBe(
      '{"a":"x [redacted:secret] y"}',
    );
  });

  it.each([
    'sk-learn is a library',
    'the hash e3b0c44298fc1c149afbf4c8996fb924',
    'mail ann@example.org',
    'eyJ is how base64 of {" begins',
    'https://example.org/@user',
    'npm_config_registry',
  ])('leaves %s alone', (text) => {
    expect(createRedact()(text)).toBe(text);
  });

  it('happens before anything is written, and the program sees what the journal holds', async () => {
    const secret = `ghp_${letters(36)}`;
    const stage = new TestStage({
      programs: [
        toProgram('leak', async (scope) => {
          const seen = await scope.step('leak', { effect: 'pure', input: { token: secret } }, async () => ({
            found: secret,
          }));
          throw new Error(`${JSON.stringify(seen)} and ${secret}`);
        }),
      ],
    });
    const { run } = await stage.run('leak', null, { title: `use ${secret}`, searchText: secret });
    const everything = JSON.stringify([
      await stage.events(run),
      await stage.store.listRuns((await stage.state(run)).tenant, { limit: 10 }),
    ]);
    expect(everything).not.toContain(secret);
    expect((await stage.state(run)).error?.message).toBe(
      '{"found":"[redacted:github_token]"} and [redacted:github_token]',
    );
  });
});
