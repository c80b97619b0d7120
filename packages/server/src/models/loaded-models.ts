import type { Providers } from '@tutti/adapters/models';
import type { Models } from '@tutti/engine';

/** What calls need, once it was loaded. */
export interface LoadedModels {
  readonly models: Models;
  readonly providers: Providers;
}
