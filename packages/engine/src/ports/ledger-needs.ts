/**
 * What a ledger needs begins so. Its process writes it as long as calls come, and nobody drives it: it takes none of the places that a
 * tenant's runs have.
 */
export const LEDGER_NEEDS = 'calls@';
