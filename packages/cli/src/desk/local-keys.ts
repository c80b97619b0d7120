/** API keys of a data directory that no server has open: so that there is an administrator before the first start for others. */
import { type ApiKey, ApiKeyId, RANDOM_BYTES, toIdText } from '@tutti/protocol';
import { type ApiKeyView, toInstant, toOptionalTime, toTime } from '@tutti/protocol/api';
import { openKeyDesk } from '@tutti/server/access';
import type { Home } from '@tutti/server/home';
import type { CommandContext } from '../command-context.ts';
import { CommandError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import type { CreatedKey, KeyDesk, NewKeyWish } from './key-desk.ts';
import { readAll } from './read-all.ts';

export class LocalKeys implements KeyDesk {
  readonly #context: CommandContext;
  readonly #home: Home;

  constructor(context: CommandContext, home: Home) {
    this.#context = context;
    this.#home = home;
  }

  async list(): Promise<readonly ApiKeyView[]> {
    const { store, principal } = this.#home;
    const keys = await readAll(async (page) => {
      const { keys: items, next = null } = await store.listKeys(principal.tenant, page);
      return { items, next };
    });
    return keys.map(toView);
  }

  async create({ name, rights, expiresAt }: NewKeyWish): Promise<CreatedKey> {
    const { clock, random, config, terminal } = this.#context;
    const warn = (...said: unknown[]) => writeLine(terminal.err, `warning: ${String(said.at(-1))}`);
    const desk = await openKeyDesk({ home: this.#home, config: config.serverConfig, log: { warn }, clock, random });
    const { key, secret } = await desk.create(
      { principal: this.#home.principal, by: 'owner_token' },
      {
        id: ApiKeyId.parse(toIdText('key', clock.now(), random.bytes(RANDOM_BYTES))),
        name: name.trim(),
        rights,
        ...(expiresAt !== undefined && { expiresAt: toInstant(expiresAt) }),
      },
    );
    return { key: toView(key), secret };
  }

  async revoke(key: ApiKeyId): Promise<ApiKeyView> {
    const { store, principal } = this.#home;
    const revoked = await store.revokeKey(principal.tenant, key, this.#context.clock.now());
    if (!revoked) throw new CommandError('key_not_found', `there is no API key ${key}`);
    return toView(revoked);
  }
}

function toView({ id, name, rights, createdAt, expiresAt, revokedAt }: ApiKey): ApiKeyView {
  return {
    key: id,
    name,
    rights,
    createdAt: toTime(createdAt),
    expiresAt: toOptionalTime(expiresAt),
    revokedAt: toOptionalTime(revokedAt),
  };
}
