/** The models of a home: what can be called, with which keys, and who chooses among them. Loaded when somebody first asks for one. */
import type { ModelCatalogue, RefreshReport } from '@tutti/adapters/catalogue';
import type { Providers } from '@tutti/adapters/models';
import {
  type Clock,
  createModels,
  type GateChange,
  isStoreAwaited,
  type Model,
  type Models,
  type ProviderPort,
  type Random,
  type Store,
} from '@tutti/engine';
import type { TenantId } from '@tutti/protocol';
import type { ModelSettings } from '../config/model-settings.ts';
import { CredentialDesk, type ListedCredential } from '../credentials/credential-desk.ts';
import { KeyFileError } from '../credentials/key-file-error.ts';
import { KeyFile } from '../credentials/key-file.ts';
import type { SecretBook } from '../credentials/secret-book.ts';
import { type KeptKey, KeyRing, OFF } from './key-ring.ts';
import { toOwnOffer } from './to-own-offer.ts';
import { createLazyModels } from './lazy-models.ts';
import { createLazyProviders } from './lazy-providers.ts';
import type { LoadedModels } from './loaded-models.ts';

export interface HomeModelsParts {
  readonly settings: ModelSettings;
  /** The data directory, which may hold a newer catalogue. */
  readonly directory: string;
  /** What came with this version. */
  readonly catalogueFolder: string;
  readonly store: Store;
  /** Other processes store keys there too. */
  readonly isShared: boolean;
  readonly secrets: SecretBook;
  readonly rehearsal: Model;
  readonly clock: Clock;
  readonly random: Random;
  readonly onProblem: (error: unknown) => void;
}

/** How soon a key that another process stored is used here. */
const LOOK_MS = 3_000;
/** A server of models on this machine answers sooner, or is not there. */
const FIRST_LOOK_MS = 2_000;

export class HomeModels implements AsyncDisposable {
  readonly settings: ModelSettings;
  /** For everything that asks models. */
  readonly routing: Models;
  /** For whoever calls one by itself; empty before `load`. */
  readonly providers: ProviderPort;
  readonly credentials: CredentialDesk;
  readonly #parts: HomeModelsParts;
  readonly #ring: KeyRing;
  readonly #listeners = new Set<(change?: GateChange) => void>();
  #catalogue: ModelCatalogue | undefined;
  #loading: Promise<LoadedModels> | undefined;
  #loaded: LoadedModels | undefined;
  #stopLooking: () => void = () => {};
  #isClosed = false;
  /** Does nothing before there is somebody to tell. */
  #configure: () => void = () => {};

  constructor(parts: HomeModelsParts) {
    const { settings, secrets, random } = parts;
    this.#parts = parts;
    this.settings = settings;
    secrets.add(settings.providers.flatMap(({ keys }) => keys.map(({ secret }) => secret)));
    const keyFile = new KeyFile({ path: settings.keyFile, random });
    this.credentials = new CredentialDesk({ ...parts, keyFile });
    this.#ring = new KeyRing({
      settings,
      credentials: this.credentials,
      onChange: () => {
        this.#configure();
        this.#tell();
      },
      onLocked: (locked) => parts.onProblem(toLockedError(locked, settings.keyFile)),
    });
    const find = () => this.#loaded;
    this.routing = createLazyModels({ load: (tenant) => this.load(tenant), find });
    this.providers = createLazyProviders({ find, onChange: (listener) => this.onChange(listener) });
  }

  /** With the keys of this tenant. */
  async load(tenant: TenantId): Promise<LoadedModels> {
    // Before the rest: whoever is first finds all keys in their places.
    await this.#ring.know(tenant);
    this.#loading ??= this.#start();
    try {
      return await this.#loading;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }

  async getCatalogue(tenant: TenantId): Promise<ModelCatalogue> {
    await this.load(tenant);
    if (!this.#catalogue) throw new TypeError('the catalogue is read with everything else');
    return this.#catalogue;
  }

  /** Where a key is set or stored, the first call should not have to wait for everything to be loaded. */
  async warmUp(tenant: TenantId): Promise<void> {
    await this.#ring.know(tenant);
    const isSet = this.settings.providers.some(({ baseUrl }) => baseUrl !== OFF);
    if (isSet || this.#ring.list(tenant).length > 0) await this.load(tenant);
  }

  /** Undefined where nothing was loaded yet; then it is, while nobody waits. */
  countOffered(tenant: TenantId): { readonly offered: number; readonly rehearsal: boolean } | undefined {
    if (!this.#loaded) {
      this.load(tenant).catch(this.#parts.onProblem);
      return undefined;
    }
    const offered = this.#loaded.providers.offers().flatMap((offer) => toOwnOffer(offer, tenant)?.card.id ?? []);
    const { size } = new Set(offered);
    return { offered: size, rehearsal: size === 0 && !this.#ring.isAnySet(tenant) };
  }

  /** Those that the tenant has stored. */
  async listKeys(tenant: TenantId): Promise<readonly KeptKey[]> {
    await this.#ring.read(tenant);
    return this.#ring.list(tenant);
  }

  /** To be called after a key was stored or removed: from then on calls go by what is stored now. */
  async readKeys(tenant: TenantId): Promise<void> {
    await this.#ring.read(tenant);
  }

  /** Fetches the catalogue anew, and asks the servers that list their models. */
  async refresh(tenant: TenantId): Promise<RefreshReport> {
    const { providers } = await this.load(tenant);
    const { refreshCatalogue } = await import('@tutti/adapters/catalogue');
    const { catalogueFolder: folder, directory, clock } = this.#parts;
    const from = this.settings.catalogueUrl;
    const [report] = await Promise.all([
      refreshCatalogue({ from, folder, directory, now: clock.now() }),
      providers.refresh(),
    ]);
    this.#catalogue = await this.#readCatalogue();
    providers.replaceCatalogue(this.#catalogue.cards);
    return report;
  }

  /** Called when other models or keys are there than before, and with what closed or is open again. Returns how to stop. */
  onChange(listener: (change?: GateChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#stopLooking();
    const loaded = await this.#loading?.catch(() => undefined);
    loaded?.providers.close();
  }

  async #start(): Promise<LoadedModels> {
    const { clock, rehearsal, random, store, isShared } = this.#parts;
    const [catalogue, { createProviders }] = await Promise.all([
      this.#readCatalogue(),
      import('@tutti/adapters/models'),
    ]);
    const { sortConfigs } = await import('./sort-configs.ts');
    const providers = createProviders({ catalogue: catalogue.cards, clock });
    this.#catalogue = catalogue;
    this.#configure = () => {
      const { usable, problems } = sortConfigs(this.#ring.toConfigs());
      for (const problem of problems) this.#parts.onProblem(problem);
      providers.configure(usable);
    };
    this.#configure();
    await this.#untilFound(providers);
    const tell = (change?: GateChange) => this.#tell(change);
    const findCard = (name: string) => this.#catalogue?.findCard(name);
    const isAnySet = (tenant: TenantId) => this.#ring.isAnySet(tenant);
    const ports = { rehearsal, findCard, isAnySet, quotas: store, cache: store, clock, random, onNotice: tell };
    const models = createModels({ providers, ...ports });
    this.#loaded = { models, providers };
    providers.onChange(() => tell());
    if (this.#isClosed) providers.close();
    else if (isShared) this.#lookLater();
    return this.#loaded;
  }

  /** Nobody's first call goes elsewhere because a server on this machine was not asked yet. */
  async #untilFound(providers: Providers): Promise<void> {
    const { clock } = this.#parts;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const callOff = clock.at(clock.now() + FIRST_LOOK_MS, resolve);
    await Promise.race([providers.refresh(), late]);
    callOff();
  }

  async #readCatalogue(): Promise<ModelCatalogue> {
    const { openModelCatalogue } = await import('@tutti/adapters/catalogue');
    const { catalogueFolder: folder, directory, clock, onProblem } = this.#parts;
    const { catalogue, problem } = await openModelCatalogue({ folder, directory, now: clock.now() });
    if (problem !== undefined) onProblem(new Error(problem));
    return catalogue;
  }

  #lookLater(): void {
    const { clock, onProblem } = this.#parts;
    this.#stopLooking = clock.at(clock.now() + LOOK_MS, () => {
      this.#ring
        .readAll()
        .catch((error: unknown) => {
          // The store itself says when it is away.
          if (!isStoreAwaited(error)) onProblem(error);
        })
        .finally(() => {
          if (!this.#isClosed) this.#lookLater();
        });
    });
  }

  #tell(change?: GateChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function toLockedError(locked: readonly ListedCredential[], keyFile: string): KeyFileError {
  const names = locked.map(({ provider, name, lockedWith }) => `${provider}/${name} (master key ${lockedWith})`);
  return new KeyFileError(
    `these keys are not used here, as the key file ${keyFile} does not open them: ${names.join(', ')}`,
  );
}
