import { EngineError, toFailure } from '@tutti/engine';
import type { Api, ToolTrialView } from '@tutti/protocol/api';
import type { Caller } from '../access/caller.ts';
import type { HomeCall } from '../http/call.ts';
import type { HomeHandler } from '../http/handler.ts';
import { RequestError } from '../http/request-error.ts';
import type { Home } from '../home/open-home.ts';
import type { ToolServers } from '../tools/tool-servers.ts';
import { toToolServerView } from '../tools/to-tool-server-view.ts';
import { isOurs } from './is-ours.ts';

export const listToolServers: HomeHandler<Api['listToolServers']> = async ({ caller }, { home }) => {
  const all = isOurs(caller, home) ? await home.tools.servers.mcp.list() : [];
  return { status: 200, body: { items: all.map((status) => toToolServerView(status, manages(caller))) } };
};

export const getToolServer: HomeHandler<Api['getToolServer']> = async ({ caller, params }, { home }) => {
  const status = await getServers(caller, home).mcp.get(params.server);
  return { status: 200, body: toToolServerView(status, manages(caller)) };
};

export const putToolServer: HomeHandler<Api['putToolServer']> = async ({ caller, params, body }, { home }) => {
  refuseTaken(params.server, home);
  const status = await getServers(caller, home).mcp.put(params.server, body);
  return { status: 200, body: toToolServerView(status, manages(caller)) };
};

export const removeToolServer: HomeHandler<Api['removeToolServer']> = async ({ caller, params }, { home }) => {
  await getServers(caller, home).remove(params.server);
  return { status: 204 };
};

export const consentToToolServer: HomeHandler<Api['consentToToolServer']> = async (call, { home }) => {
  const { caller, params, body } = call;
  const status = await getServers(caller, home).mcp.consent(params.server, body.hash, sign(caller, home.clock.now()));
  return { status: 200, body: toToolServerView(status, manages(caller)) };
};

export const connectToolServer: HomeHandler<Api['connectToolServer']> = async (call, { home }) => {
  const status = await getServers(call.caller, home).mcp.connect(call.params.server, {
    ...call.body,
    signal: untilGone(call),
  });
  return { status: 200, body: toToolServerView(status, manages(call.caller)) };
};

export const approveTools: HomeHandler<Api['approveTools']> = async (call, { home }) => {
  const { caller, params, body } = call;
  const by = { ...sign(caller, home.clock.now()), signal: untilGone(call) };
  const status = await getServers(caller, home).mcp.approve(params.server, body.tools, by);
  return { status: 200, body: toToolServerView(status, manages(caller)) };
};

/** What the tool says is an answer too, be it good or bad. */
export const tryTool: HomeHandler<Api['tryTool']> = async (call, { home }) => {
  const { params, body } = call;
  const { mcp } = getServers(call.caller, home);
  await mcp.get(params.server);
  const startedAt = home.clock.now();
  const tookMs = () => Math.max(home.clock.now() - startedAt, 0);
  try {
    const answer = await mcp.call(params.server, body.tool, { input: body.input, signal: untilGone(call) });
    const view: ToolTrialView = answer.failed
      ? { ok: false, tookMs: tookMs(), code: 'tool_failed', message: answer.text }
      : { ok: true, tookMs: tookMs(), output: answer.output };
    return { status: 200, body: view };
  } catch (error) {
    const { code, message } = toFailure(error);
    const remedy = error instanceof EngineError ? { remedy: error.remedy } : {};
    return { status: 200, body: { ok: false, tookMs: tookMs(), code, message, ...remedy } };
  }
};

export const putToolSecret: HomeHandler<Api['putToolSecret']> = async ({ caller, params, body }, { home }) => {
  const servers = getServers(caller, home);
  await servers.putSecret(caller.principal.user, { ...params, secret: body.secret });
  return { status: 200, body: toToolServerView(await servers.mcp.get(params.server), manages(caller)) };
};

export const removeToolSecret: HomeHandler<Api['removeToolSecret']> = async ({ caller, params }, { home }) => {
  const removed = await getServers(caller, home).removeSecret(params.server, params.name);
  if (removed) return { status: 204 };
  throw new RequestError('tool_server_not_found', `no secret ${params.name} is stored for ${params.server}`);
};

/** A command runs as this server does: to another tenant than that of the installation there are none, and none can be added. */
function getServers(caller: Caller, home: Home): ToolServers {
  if (isOurs(caller, home)) return home.tools.servers;
  throw new RequestError('tool_server_not_found', 'there are no servers of tools for this tenant');
}

/** A set that is built in gives way to a server of its name; a single tool has its name for good. */
function refuseTaken(name: string, { tools }: Home): void {
  const isTaken = tools.toolbox.list().some((source) => source.fixed && source.names.includes(name));
  if (isTaken)
    throw new RequestError('tool_name_taken', `${name} is the name of a tool that is built in`, { path: 'server' });
}

function manages({ principal }: Caller): boolean {
  return principal.rights.includes('manage');
}

function sign({ principal }: Caller, now: number) {
  return { by: principal.user, at: new Date(now).toISOString() };
}

function untilGone({ reply }: Pick<HomeCall<Api['tryTool']>, 'reply'>): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
