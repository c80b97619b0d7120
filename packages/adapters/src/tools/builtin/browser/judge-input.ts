/** What models may say to the browser. Playwright takes more than pages of the web, and writes what it tells to any file that it is told. */
import { RunError } from '@tutti/engine';
import { Json } from '@tutti/protocol';
import * as z from 'zod';

type Input = Readonly<Record<string, Json>>;

const Input = z.record(z.string(), Json);
const NO_FILE = 'filename';

/** Of a tool that would also write a file: the same without the word for it. */
export function withoutFile(schema: Json): Json {
  const whole = Input.safeParse(schema).data;
  const properties = Input.safeParse(whole?.['properties']).data;
  if (!whole || !properties) return schema;
  const { [NO_FILE]: _file, ...others } = properties;
  return { ...whole, properties: others };
}

/** Throws where the browser would open something else than a page of the web, or write a file. */
export function judgeInput(value: Json): Input {
  const input = Input.parse(value);
  if (Object.hasOwn(input, NO_FILE)) throw new RunError('path_refused', 'the browser writes no files', NOTHING);
  if (Object.hasOwn(input, 'url') && !isOfWeb(input['url']))
    throw new RunError('address_refused', 'the browser opens http:, https: and about:blank, and nothing else', NOTHING);
  return input;
}

const NOTHING = { nothingHappened: true };

function isOfWeb(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const protocol = URL.parse(text)?.protocol;
  return text === 'about:blank' || protocol === 'http:' || protocol === 'https:';
}
