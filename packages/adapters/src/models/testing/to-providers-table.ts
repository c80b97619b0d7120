import { findFamily } from '../families/find-family.ts';
import { FAMILIES_UNDER_TEST, type FamilyUnderTest } from './families-under-test.ts';

const HEAD = [
  '| provider | name | library | against aimock | against a protocol server | embeddings | beside input and output it tells |',
  '| --- | --- | --- | --- | --- | --- | --- |',
];
const PARTS = { cacheRead: 'cache read', cacheWrite: 'cache write', reasoning: 'reasoning' } as const;

/** What docs/providers.md says was run: the same rows that the tests go through. */
export function toProvidersTable(): string {
  return [...HEAD, ...FAMILIES_UNDER_TEST.map(toLine)].join('\n');
}

function toLine({ title, provider, library, unlikeAimock, embeds, tells, refuses }: FamilyUnderTest): string {
  const aimock = unlikeAimock === undefined ? 'all checks' : `no: ${unlikeAimock}`;
  const vectors = embeds === undefined ? 'none' : embeds === 'aimock' ? 'aimock' : 'protocol server';
  const checks = refuses ? 'all checks' : 'all but “refused”, which it does not say';
  const url = findFamily(provider).baseUrl ?? 'has to be set';
  const parts = tells.map((part) => PARTS[part]).join(', ') || 'nothing';
  return `| ${title}<br>${url} | \`${provider}\` | \`${library}\` | ${aimock} | ${checks} | ${vectors} | ${parts} |`;
}
