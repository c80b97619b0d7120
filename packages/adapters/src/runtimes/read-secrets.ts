/** Secrets lie in files of their own; a connection only says where. Whatever is read is known from then on, so that it is written down nowhere. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AgentFailedError } from '@tutti/engine';

export interface SecretPorts {
  /** Relative paths begin there. */
  readonly directory: string;
  onSecret(secret: string): void;
}

const MOST_CHARACTERS = 20_000;

export async function readSecrets(
  references: Readonly<Record<string, string>>,
  { directory, onSecret }: SecretPorts,
): Promise<Record<string, string>> {
  const entries = await Promise.all(
    Object.entries(references).map(async ([name, reference]) => {
      const path = resolve(directory, reference.replace(/^file:/, ''));
      const secret = (await read(path, name)).trim();
      if (secret === '' || secret.length > MOST_CHARACTERS || /[\r\n\0]/.test(secret))
        throw refuse(`the secret ${name} in ${path} is no single line of text`);
      onSecret(secret);
      return [name, secret] as const;
    }),
  );
  return Object.fromEntries(entries);
}

async function read(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw refuse(`the secret ${name} cannot be read from ${path} (${code})`);
  }
}

function refuse(message: string): AgentFailedError {
  return new AgentFailedError('agent_not_configured', message, { nothingHappened: true });
}
