import { afterEach, describe, expect, it } from 'vitest';
import { createProviders } from './create-providers.ts';
import { type Line, openLine } from './net/line.ts';
import { FAMILIES_UNDER_TEST } from './testing/families-under-test.ts';

describe('toOffers', () => {
  let line: Line | undefined;
  afterEach(() => line?.close());

  // Whoever waits for a connection does so before the call's deadlines begin, and takes turns with the other tenants.
  it.each(FAMILIES_UNDER_TEST)('lets fewer calls to $title at once than there are connections', (family) => {
    line = openLine();
    const { provider, card, api } = family;
    const config = { provider, baseUrl: 'https://models.example/v1', keys: [{ name: 'a', secret: 's'.repeat(20) }] };
    const providers = createProviders({
      catalogue: [],
      line,
      configs: [{ ...config, models: [card], ...(api && { api }) }],
    });
    const [offer] = providers.offers();
    expect(offer?.parallel).toBeGreaterThan(0);
    expect(offer?.parallel).toBeLessThan(line.secure.maxSockets);
    providers.close();
  });
});
