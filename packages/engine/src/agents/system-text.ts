/** What an agent's model is told before anything else: who it is, how it works, and what it lacks. */
import { type Agent, ErrorCode, ERRORS } from '@tutti/protocol';
import type { ToolsRecord } from './turn-tools.ts';

type Missing = ToolsRecord['missing'];

/** So many are named; the record has all of them. */
const MISSING_TOLD = 20;
const PLAIN_NAME = /^[\w-]{1,80}$/;

export function toSystemText({ id, purpose, capabilities, instructions }: Agent, missing: Missing): string {
  const parts = [`You are ${id}. ${purpose}`, `You can: ${capabilities.join(', ')}.`, '', instructions];
  return [...parts, ...toMissingLines(missing)].join('\n');
}

/** A model that does not know what it lacks makes up what it would have found. It is told in our words: a server's own may be written for it. */
function toMissingLines(missing: Missing): readonly string[] {
  if (missing.length === 0) return [];
  const named = missing.filter(({ name }) => PLAIN_NAME.test(name)).slice(0, MISSING_TOLD);
  const lines = named.map(({ name, code }) => `- ${name}: ${toMeaning(code)}`);
  const rest = missing.length - named.length;
  const more = rest === 0 ? [] : [`- and ${rest} more`];
  return [
    '',
    'These tools of yours are not there now. Do without them, and say so where it matters:',
    ...lines,
    ...more,
  ];
}

function toMeaning(code: string): string {
  const known = ErrorCode.safeParse(code).data;
  return known === undefined ? code : ERRORS[known][0];
}
