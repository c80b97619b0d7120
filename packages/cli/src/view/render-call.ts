/** A call of a tool that a person is asked about, in the terminal: from the data that the answer is bound to. */
import { type Json, type RunId, toVisibleText } from '@tutti/protocol';
import * as z from 'zod';
import { toPlainLine, toPlainText } from './plain-text.ts';
import type { Style } from './style.ts';

const ShownCall = z.looseObject({
  kind: z.literal('tool'),
  agent: z.string(),
  tool: z.string(),
  effect: z.string(),
  call: z.string(),
  because: z.string(),
  input: z.json().optional(),
  preview: z.string().optional(),
  characters: z.number().optional(),
  path: z.string().optional(),
});

/** Undefined where something else is shown. */
export function renderCall(shows: Json | undefined, run: RunId, style: Style): string[] | undefined {
  const shown = ShownCall.safeParse(shows).data;
  if (!shown) return undefined;
  const { agent, tool, effect, call, because, input, preview, characters, path } = shown;
  const fact = (name: string, value: string) => `${style.dim(name.padEnd(7))}${toPlainLine(value)}`;
  const text = preview ?? JSON.stringify(input ?? null, null, 2);
  const cut =
    preview === undefined || path === undefined
      ? []
      : [
          `${style.yellow(`Only the beginning of ${characters} characters.`)} All of it: tutti show ${run} --step ${path}`,
        ];
  return [
    fact('agent', agent),
    fact('tool', tool),
    fact('effect', effect),
    fact('why', because),
    fact('call', call),
    ...toPlainText(toVisibleText(text))
      .split('\n')
      .map((line) => `${style.dim('│')} ${line}`),
    ...cut,
  ];
}
