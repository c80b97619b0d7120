import { InvalidInputError } from '@tutti/engine';
import { ApiKeyId, Right } from '@tutti/protocol';
import { type ApiKeyView, toInstant, toTime } from '@tutti/protocol/api';
import { choose } from '../choose.ts';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import type { KeyDesk } from '../desk/key-desk.ts';
import { openDesk } from '../desk/open-desk.ts';
import { EXIT } from '../exit-code.ts';
import { findNearest } from '../find-nearest.ts';
import { parseDuration } from '../parse-duration.ts';
import { CommandError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { createStyle } from '../view/style.ts';

const LONGEST_NAME = 100;

export interface NewKeyOptions extends CommonOptions {
  readonly rights?: string;
  readonly expires?: string;
}

export async function listKeysCommand(context: CommandContext, { json = false }: CommonOptions): Promise<number> {
  await using desk = await openDesk(context);
  const keys = await desk.keys.list();
  const { out } = context.terminal;
  if (json) writeLine(out, JSON.stringify(keys));
  else if (keys.length === 0)
    writeLine(out, 'There are no API keys. Make one: tutti keys create <name> --rights view,use');
  else for (const key of keys) writeLine(out, renderKey(key, context.clock.now()));
  return EXIT.done;
}

/** The secret alone is on stdout, so that it can go straight to where secrets are kept. */
export async function createKeyCommand(
  context: CommandContext,
  name: string,
  { rights = 'view', expires, json = false }: NewKeyOptions,
): Promise<number> {
  const chosen = [...new Set(rights.split(',').map((each) => choose(Right.options, each, 'right')))];
  const expiresAt = expires === undefined ? undefined : toTime(context.clock.now() + parseDuration(expires));
  if (name.trim() === '' || name.trim().length > LONGEST_NAME)
    throw new InvalidInputError(`a key needs a name of 1 to ${LONGEST_NAME} characters`, 'name');
  await using desk = await openDesk(context);
  const created = await desk.keys.create({ name, rights: chosen, ...(expiresAt !== undefined && { expiresAt }) });
  const { out, err } = context.terminal;
  if (json) writeLine(out, JSON.stringify(created));
  else {
    const { bold } = createStyle(err.color);
    writeLine(err, `${bold(created.key.key)}  ${toPlainLine(created.key.name)}  ${created.key.rights.join(', ')}`);
    writeLine(err, 'Its secret follows. It is shown this once and kept nowhere:');
    writeLine(out, created.secret);
  }
  return EXIT.done;
}

export async function revokeKeyCommand(
  context: CommandContext,
  typed: string,
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openDesk(context);
  const revoked = await desk.keys.revoke(await findKey(desk.keys, typed));
  const { out } = context.terminal;
  writeLine(out, json ? JSON.stringify(revoked) : `${revoked.key} (${toPlainLine(revoked.name)}) is worthless now.`);
  return EXIT.done;
}

async function findKey(held: KeyDesk, typed: string): Promise<ApiKeyId> {
  const parsed = ApiKeyId.safeParse(typed);
  const keys = await held.list();
  const found = keys.find(({ key }) => key === parsed.data);
  if (found) return found.key;
  const named = keys.filter(({ name, revokedAt }) => name === typed && revokedAt === undefined);
  const [only, ...others] = named;
  if (only && others.length === 0) return only.key;
  throw new CommandError('key_not_found', toNotFound(typed, { keys, named: named.length }));
}

function toNotFound(typed: string, { keys, named }: { keys: readonly ApiKeyView[]; named: number }): string {
  if (named > 1) return `${named} API keys are called ${typed}: name one by its id`;
  if (keys.some(({ name }) => name === typed)) return `the API key ${typed} was revoked already`;
  const words = keys.flatMap(({ key, name, revokedAt }) => (revokedAt === undefined ? [key, name] : []));
  return `there is no API key ${typed}. ${words.length === 0 ? 'There are none.' : `The nearest is ${findNearest(typed, words)}.`}`;
}

function renderKey({ key, name, rights, createdAt, expiresAt, revokedAt }: ApiKeyView, now: number): string {
  const isExpired = expiresAt !== undefined && toInstant(expiresAt) <= now;
  const ends = expiresAt === undefined ? '' : `  ${isExpired ? 'expired' : 'until'} ${expiresAt}`;
  const state = revokedAt === undefined ? ends : `  revoked ${revokedAt}`;
  return `${key}  ${rights.join(',').padEnd(15)}  made ${createdAt}${state}  ${toPlainLine(name)}`;
}
