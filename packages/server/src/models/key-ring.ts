/** All provider keys of this process: those of its settings, and those that its tenants have stored. */
import { type ProviderId, type TenantId, toCanonicalText } from '@tutti/protocol';
import type { NewProviderConfig } from '@tutti/adapters/models';
import type { ModelSettings } from '../config/model-settings.ts';
import type { CredentialDesk, ListedCredential, OpenedCredential } from '../credentials/credential-desk.ts';
import { isKeyOfToolServer } from '../tools/key-owner.ts';

export interface KeyRingPorts {
  readonly settings: ModelSettings;
  readonly credentials: Pick<CredentialDesk, 'open'>;
  /** Other keys than before: called before anybody who asked goes on. */
  readonly onChange: () => void;
  /** Some cannot be opened here. */
  readonly onLocked: (locked: readonly ListedCredential[]) => void;
}

export type KeptKey = OpenedCredential | ListedCredential;

/** Runs on this machine and needs no key, so it is looked for without being named. */
const FOUND_BY_ITSELF = 'ollama';
/** These are called without a key too, wherever they are. */
const NEEDS_NO_KEY: ReadonlySet<ProviderId> = new Set([FOUND_BY_ITSELF, 'litellm', 'compatible']);
/** As an address: it is not used even if it is there. */
export const OFF = 'off';

export class KeyRing {
  readonly #ports: KeyRingPorts;
  readonly #stored = new Map<TenantId, readonly KeptKey[]>();
  /** Of each tenant that is read for the first time. */
  readonly #reading = new Map<TenantId, Promise<void>>();

  /** Which read of each tenant is the one that is shown. */
  readonly #shown = new Map<TenantId, number>();
  #reads = 0;

  constructor(ports: KeyRingPorts) {
    this.#ports = ports;
  }

  /** Reads the keys of a tenant that nothing is known of yet. */
  async know(tenant: TenantId): Promise<void> {
    if (this.#stored.has(tenant)) return;
    const reading = this.#reading.get(tenant) ?? this.read(tenant);
    this.#reading.set(tenant, reading);
    try {
      await reading;
    } finally {
      this.#reading.delete(tenant);
    }
  }

  async read(tenant: TenantId): Promise<void> {
    this.#reads += 1;
    const number = this.#reads;
    const all = await this.#ports.credentials.open(tenant);
    const now = all.filter(({ provider }) => !isKeyOfToolServer(provider));
    // One that began later has seen what was put or removed since.
    if (number < (this.#shown.get(tenant) ?? 0)) return;
    this.#shown.set(tenant, number);
    const before = this.#stored.get(tenant) ?? [];
    this.#stored.set(tenant, now);
    if (toCanonicalText(toFacts(now)) === toCanonicalText(toFacts(before))) return;
    this.#ports.onChange();
    const locked = now.filter((key) => !('secret' in key));
    if (locked.length > 0) this.#ports.onLocked(locked);
  }

  /** Of all tenants that were ever asked for. */
  async readAll(): Promise<void> {
    await Promise.all([...this.#stored.keys()].map((tenant) => this.read(tenant)));
  }

  list(tenant: TenantId): readonly KeptKey[] {
    return this.#stored.get(tenant) ?? [];
  }

  /** Whether models are set or stored for this tenant, be they there now or not. */
  isAnySet(tenant: TenantId): boolean {
    const { providers, use } = this.#ports.settings;
    if (use === 'rehearsal') return false;
    const isSet = providers.some(
      ({ provider, baseUrl, keys }) => baseUrl !== OFF && (keys.length > 0 || NEEDS_NO_KEY.has(provider)),
    );
    return isSet || this.list(tenant).length > 0;
  }

  /** What can be called with all of them. */
  toConfigs(): readonly NewProviderConfig[] {
    const { providers, use } = this.#ports.settings;
    if (use === 'rehearsal') return [];
    const named = providers.map(({ provider }) => provider);
    const stored = [...this.#stored.values()].flat().map(({ provider }) => provider);
    const all = new Set([...named, ...stored, FOUND_BY_ITSELF]);
    return [...all].flatMap((provider) => this.#toConfig(provider) ?? []);
  }

  #toConfig(provider: ProviderId): NewProviderConfig | undefined {
    const set = this.#ports.settings.providers.find((each) => each.provider === provider);
    if (set?.baseUrl === OFF) return undefined;
    const ofSettings = set?.keys.map(({ name, secret, paid }) => ({ name, secret, ...toBilling(paid) })) ?? [];
    const ofTenants = [...this.#stored].flatMap(([tenant, kept]) =>
      kept.flatMap((key) => {
        if (!('secret' in key) || key.provider !== provider) return [];
        const { name, secret, baseUrl, paid } = key;
        return [{ id: `${tenant}/${provider}/${name}`, tenant, name, secret, baseUrl, ...toBilling(paid) }];
      }),
    );
    return {
      provider,
      ...(set?.baseUrl !== undefined && { baseUrl: set.baseUrl }),
      keys: [...ofSettings, ...ofTenants],
    };
  }
}

function toBilling(paid: boolean): { readonly billing?: 'paid' } {
  return paid ? { billing: 'paid' } : {};
}

/** What tells a change; the secrets themselves are not needed for it. */
function toFacts(kept: readonly KeptKey[]) {
  return kept.map((key) => {
    const { provider, name, fingerprint, at, baseUrl } = key;
    return { provider, name, fingerprint, at, baseUrl, isOpen: 'secret' in key };
  });
}
