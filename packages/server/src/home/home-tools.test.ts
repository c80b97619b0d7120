/** The names that agents have in their files, asked of a real home. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAgentFolder } from '@tutti/adapters/agents';
import { type ConnectedSettings, NOTHING_CONNECTED } from '@tutti/adapters/tools';
import { systemClock, systemRandom, type ToolPlace } from '@tutti/engine';
import { RunId, TenantId } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openHome } from './open-home.ts';

const AGENTS = join(import.meta.dirname, '..', '..', '..', '..', 'catalog', 'agents');
/** What the older systems' agents had. */
const OLDER_NAMES =
  `github filesystem database postgresql slack memory time brave_search sequential_thinking prometheus docker audit_log`.split(
    ' ',
  );
const CONNECTED: ConnectedSettings = {
  prometheus: { url: 'http://127.0.0.1:9' },
  sql: [{ name: 'default', kind: 'postgres', write: false, url: 'postgres://127.0.0.1:9/none' }],
  github: { url: 'http://127.0.0.1:9', token: 'canary-github' },
  slack: { url: 'http://127.0.0.1:9', token: 'canary-slack' },
  braveSearch: { url: 'http://127.0.0.1:9', key: 'canary-brave' },
  dockerHost: 'tcp://127.0.0.1:9',
  browser: { executable: '/nowhere/chromium' },
};

async function open(connections: ConnectedSettings) {
  const directory = await mkdtemp(join(tmpdir(), 'tutti-names-'));
  const home = await openHome({
    directory,
    clock: systemClock,
    random: systemRandom,
    rehearsalLatencyMs: 0,
    connections,
  });
  onTestFinished(async () => {
    await home[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });
  return home;
}

async function openNames(connections: ConnectedSettings, names: readonly string[], tenant?: TenantId) {
  const home = await open(connections);
  await writeFile(join(home.directory, 'tool-settings.yaml'), 'shell:\n  commands:\n    - [ls]\n');
  const [agent] = home.catalogue.list();
  if (!agent) throw new Error('there are no agents');
  const signal = AbortSignal.timeout(60_000);
  const place: ToolPlace = {
    tenant: tenant ?? home.principal.tenant,
    run: RunId.parse(`run_${'0'.repeat(36)}`),
    agent: agent.id,
    signal,
  };
  return Promise.all(names.map(async (name) => ({ name, ...(await home.tools.toolbox.open([name], place)) })));
}

describe('the tools that agents name', () => {
  it('are there by every name in the agents files, with tools or with what has to be set', {
    timeout: 60_000,
  }, async () => {
    const agents = await readAgentFolder(AGENTS);
    const names = new Set([...OLDER_NAMES, 'browser', ...agents.flatMap(({ tools }) => tools)]);
    const opened = await openNames(NOTHING_CONNECTED, [...names]);
    const absent = opened.filter(
      ({ tools, missing }) => tools.length === 0 && missing.every(({ code }) => code !== 'tool_not_configured'),
    );
    expect(absent.map(({ name, missing }) => `${name}: ${missing[0]?.code}`)).toEqual([]);
    for (const { missing } of opened)
      for (const { message } of missing) expect(message).toMatch(/[A-Z]{3,}_[A-Z]+|tool-settings\.yaml|npm install/);
  });

  it('have tools by every name of the older systems where everything is set', { timeout: 60_000 }, async () => {
    const opened = await openNames(CONNECTED, OLDER_NAMES);
    expect(opened.filter(({ tools, missing }) => tools.length === 0 || missing.length > 0)).toEqual([]);
    expect(JSON.stringify(opened.map(({ tools }) => tools.map(({ offer }) => offer)))).not.toContain('canary');
  });

  it('do nothing for another tenant as this server or with what it was given', { timeout: 60_000 }, async () => {
    const own = `shell prometheus database postgresql github slack brave_search docker browser`.split(' ');
    const all = [...own, 'shell__x', 'github__search_code', 'time', 'memory'];
    const opened = await openNames(CONNECTED, all, TenantId.parse(`ten_${'7'.repeat(36)}`));
    const refused = opened.filter(({ tools }) => tools.length === 0);
    expect(refused.map(({ name }) => name)).toEqual([...own, 'shell__x', 'github__search_code']);
    for (const { missing } of refused)
      expect(missing).toMatchObject([
        { code: 'tool_not_configured', message: expect.stringContaining('for this tenant') },
      ]);
    const ours = await openNames(CONNECTED, ['shell', 'github']);
    expect(ours.filter(({ tools }) => tools.length === 0)).toEqual([]);
  });

  it('are written down nowhere with the secrets that they are called with', { timeout: 60_000 }, async () => {
    const home = await open(CONNECTED);
    expect(home.redact('a canary-github, a canary-slack and a canary-brave')).not.toContain('canary-');
  });
});
