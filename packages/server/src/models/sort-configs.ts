/** A provider that is set wrongly is left out and told; the others work. */
import { FAMILIES, type FamilyName, type NewProviderConfig, parseBaseUrl } from '@tutti/adapters/models';
import { InvalidInputError } from '@tutti/engine';
import type { ProviderId } from '@tutti/protocol';

export interface SortedConfigs {
  readonly usable: readonly NewProviderConfig[];
  readonly problems: readonly InvalidInputError[];
}

export function sortConfigs(configs: readonly NewProviderConfig[]): SortedConfigs {
  const problems: InvalidInputError[] = [];
  const usable = configs.filter((config) => {
    const problem = findProblem(config);
    if (problem) problems.push(problem);
    return !problem;
  });
  return { usable, problems };
}

/** Where a provider is called when nobody names another address. */
export function findOwnUrl(provider: ProviderId): string | undefined {
  const family = findFamily(provider);
  return family && 'baseUrl' in family ? family.baseUrl : undefined;
}

export function isKnownProvider(provider: string): provider is FamilyName {
  return Object.hasOwn(FAMILIES, provider);
}

export function findFamily(provider: ProviderId): (typeof FAMILIES)[FamilyName] | undefined {
  return isKnownProvider(provider) ? FAMILIES[provider] : undefined;
}

function findProblem({ provider, baseUrl, keys = [] }: NewProviderConfig): InvalidInputError | undefined {
  const own = baseUrl ?? findOwnUrl(provider);
  const addresses = [...new Set([own, ...keys.map((key) => key.baseUrl ?? own)])];
  try {
    for (const address of addresses) if (address !== undefined) parseBaseUrl(address);
    if (keys.some((key) => key.baseUrl === undefined && own === undefined))
      return new InvalidInputError(`${provider} has a key and no address: set its base URL`, 'baseUrl');
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return new InvalidInputError(`${provider}: ${error.message}`, 'baseUrl');
  }
}
