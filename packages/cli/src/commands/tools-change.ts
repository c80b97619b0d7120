import { resolve } from 'node:path';
import { InvalidInputError } from '@tutti/engine';
import { ToolSecretName, ToolServerName, type ToolServerSetting } from '@tutti/protocol';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { NewToolServer } from '../desk/tool-server-desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { writeLine } from '../terminal.ts';
import { renderConsent } from '../view/render-tool-servers.ts';
import { createStyle } from '../view/style.ts';
import { getToolServer } from './tools.ts';

export interface AddToolServerOptions extends CommonOptions {
  readonly url?: string;
  readonly env?: readonly string[];
  readonly header?: readonly string[];
  readonly cwd?: string;
}

export async function addToolServerCommand(
  context: CommandContext,
  typed: { readonly server: string; readonly command: readonly string[] },
  options: AddToolServerOptions,
): Promise<number> {
  const name = toServerName(typed.server);
  const config = toConfig(typed.command, options);
  await using desk = await openDesk(context);
  const added = await desk.toolServers.put(name, config);
  const { out, err } = context.terminal;
  if (options.json) writeLine(out, JSON.stringify(added));
  else {
    for (const line of renderConsent(added, createStyle(out.color))) writeLine(out, line);
    for (const secret of added.missingSecrets)
      writeLine(err, `It needs a secret: tutti tools secret ${name} ${secret}`);
    writeLine(err, `Nothing is started yet. Allow it and look at its tools: tutti tools approve ${name}`);
  }
  return EXIT.done;
}

export async function removeToolServerCommand(
  context: CommandContext,
  typed: string,
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const { server } = await getToolServer(desk, typed);
  await desk.toolServers.remove(server);
  writeLine(
    context.terminal.out,
    json ? JSON.stringify({ server }) : `${server} is gone, with its approvals and secrets.`,
  );
  return EXIT.done;
}

export async function toolSecretCommand(
  context: CommandContext,
  typed: { readonly server: string; readonly name: string },
  { remove = false, json = false }: CommonOptions & { readonly remove?: boolean },
): Promise<number> {
  const name = ToolSecretName.safeParse(typed.name);
  if (!name.success)
    throw new InvalidInputError(`a secret is called by ${name.error.issues[0]?.message ?? 'a name'}`, 'name');
  await using desk = await openDesk(context);
  const { server } = await getToolServer(desk, typed.server);
  const { out, askSecret } = context.terminal;
  if (remove) await desk.toolServers.removeSecret(server, name.data);
  else {
    const secret = (await askSecret(`Secret ${name.data} of ${server} (it is not shown): `)).trim();
    if (secret === '') throw new InvalidInputError('no secret came: type it when asked, or pipe it in', 'secret');
    await desk.toolServers.putSecret(server, name.data, secret);
  }
  const said = remove ? `${server} has no secret ${name.data} any more.` : `stored for ${server} alone: ${name.data}`;
  writeLine(out, json ? JSON.stringify({ server, secret: name.data, stored: !remove }) : said);
  return EXIT.done;
}

function toConfig(command: readonly string[], { url, env, header, cwd }: AddToolServerOptions): NewToolServer {
  if ((url === undefined) === (command.length === 0))
    throw new InvalidInputError('give a command behind --, or an address with --url', 'command');
  if (url === undefined && header)
    throw new InvalidInputError('--header goes with --url; a command has --env', 'header');
  if (url !== undefined && (env || cwd !== undefined))
    throw new InvalidInputError('--env and --cwd go with a command; an address has --header', 'env');
  return {
    ...(url === undefined ? { command: [...command] } : { url }),
    ...(env && { env: toSettings(env, '--env') }),
    ...(header && { headers: toSettings(header, '--header') }),
    ...(cwd !== undefined && { cwd: resolve(cwd) }),
  };
}

/** `TOKEN=@name` and `Authorization=Bearer @name` take a stored secret; `@@` is an @ that is meant. */
function toSettings(texts: readonly string[], option: string): Record<string, ToolServerSetting> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new InvalidInputError(`${option} takes name=value, not ${JSON.stringify(text)}`, option);
      return [text.slice(0, at), toSetting(text.slice(at + 1))];
    }),
  );
}

function toSetting(value: string): ToolServerSetting {
  const found = /^((?:[A-Za-z]+ )?)@([a-z0-9][a-z0-9._-]*)$/.exec(value);
  const [, prefix = '', secret] = found ?? [];
  if (secret === undefined) return value.replace(/^@@/, '@');
  return { secret, ...(prefix !== '' && { prefix }) };
}

function toServerName(typed: string): ToolServerName {
  const parsed = ToolServerName.safeParse(typed.trim());
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    `${typed} is no name of a server: write ${parsed.error.issues[0]?.message ?? 'a name'}`,
    'server',
  );
}
