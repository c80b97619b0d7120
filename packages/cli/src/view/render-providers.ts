/** Providers with their keys, and what came of trying them. */
import { type ProviderKeyView, type ProviderTestView, type ProviderView } from '@tutti/protocol/api';
import type { Reencryption } from '../desk/model-desk.ts';
import { joinFacts } from './format-model.ts';
import { formatDuration } from './format-duration.ts';
import { formatCount } from './format-usage.ts';
import { toPlainLine } from './plain-text.ts';
import { type Column, renderTable, type TableLook } from './render-table.ts';
import type { Style } from './style.ts';

const STATES = { ready: 'ready', no_key: 'no key', not_found: 'not found' } as const;

const COLUMNS: readonly Column<ProviderView>[] = [
  { title: 'PROVIDER', text: ({ provider }) => provider, paint: (_, { bold }) => bold },
  { title: 'STATE', text: ({ state }) => STATES[state], paint: paintState },
  { title: 'MODELS', text: ({ models }) => String(models), right: true },
  { title: 'KEYS', text: toKeys },
];

/** Those that can be called first. */
export function renderProviders(providers: readonly ProviderView[], look: TableLook): string[] {
  const rank = ({ state, keys }: ProviderView) => (state === 'ready' ? 0 : keys.length > 0 ? 1 : 2);
  return renderTable(
    providers.toSorted((one, other) => rank(one) - rank(other)),
    COLUMNS,
    look,
  );
}

function paintState({ state }: ProviderView, style: Style): (text: string) => string {
  return state === 'ready' ? style.green : style.dim;
}

/** With the names of the settings where there is no key yet. */
function toKeys({ keys, variables, state, detail, local }: ProviderView): string {
  if (keys.length > 0) return joinFacts([...keys.map(toKey), state === 'ready' ? undefined : detail], ', ');
  if (state === 'ready') return local ? 'needs none' : '';
  // One key is what most have.
  const [setting] = variables.toSorted((one, other) => one.length - other.length);
  return toPlainLine(detail ?? (setting === undefined ? '' : `set ${setting}, or store one`));
}

function toKey({ name, from, readable, billing }: ProviderKeyView): string {
  const notes = joinFacts(
    [from === 'stored' ? undefined : `of the ${from}`, billing === 'paid' && 'paid', !readable && 'cannot be read'],
    ', ',
  );
  return notes === '' ? toPlainLine(name) : `${toPlainLine(name)} (${notes})`;
}

/** `stored for groq as default: ab12cd34, sent to api.groq.com only` */
export function describeKey(provider: string, { name, fingerprint, host }: ProviderKeyView): string {
  const where = host === undefined ? undefined : `sent to ${host} only`;
  return `stored for ${provider} as ${toPlainLine(name)}: ${joinFacts([fingerprint, where], ', ')}`;
}

export function renderReencryption({ reencrypted, locked }: Reencryption): string[] {
  return [
    `${formatCount(reencrypted, 'key')} encrypted with a new master key.`,
    ...(locked > 0
      ? [`${formatCount(locked, 'key')} left as before: not opened by the key file, so to be stored anew.`]
      : []),
  ];
}

export function renderTest(provider: string, test: ProviderTestView, style: Style): string[] {
  const { key, model, ok, tookMs, message, remedy } = test;
  const mark = ok ? style.green('●') : style.red('✗');
  const facts = joinFacts([
    key === undefined ? undefined : `key ${toPlainLine(key)}`,
    model,
    ok && formatDuration(tookMs),
  ]);
  const head = `${mark} ${style.bold(provider.padEnd(12))} ${facts}`.trimEnd();
  if (ok) return [head];
  const rest = [message, remedy === undefined ? undefined : `${style.dim('remedy')} ${toPlainLine(remedy)}`];
  return [head, ...rest.flatMap((line) => (line === undefined ? [] : [`  ${''.padEnd(12)} ${toPlainLine(line)}`]))];
}
