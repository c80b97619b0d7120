import { open } from 'node:fs/promises';
import { RunError } from '@tutti/engine';
import * as z from 'zod';
import { hasCode } from '../filesystem/has-code.ts';
import { type ReadToolSettings, ToolSettings } from './tool-settings.ts';

const LARGEST = 256 * 1024;

interface Held {
  /** Of the file as it was read. */
  readonly version: string;
  readonly settings: ToolSettings;
}

/** Reads the file again only when it is another one. */
export function createToolSettingsFile(file: string): ReadToolSettings {
  let held: Held | undefined;
  return async () => {
    const handle = await open(file, 'r').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw invalid(file, 'cannot be read', error);
    });
    if (!handle) return ToolSettings.parse({});
    try {
      const { ino, size, mtimeMs, ctimeMs } = await handle.stat();
      const version = [ino, size, mtimeMs, ctimeMs].join(' ');
      if (size > LARGEST) throw invalid(file, 'is larger than any settings are');
      if (held?.version !== version)
        held = { version, settings: await parseSettings(await handle.readFile('utf8'), file) };
      return held.settings;
    } finally {
      await handle.close();
    }
  };
}

async function parseSettings(text: string, file: string): Promise<ToolSettings> {
  const { parse } = await import('yaml');
  let content: unknown;
  try {
    content = parse(text, { maxAliasCount: 0, logLevel: 'error' });
  } catch (cause) {
    throw invalid(file, `is no YAML (${cause instanceof Error ? cause.message.split('\n')[0] : 'unreadable'})`, cause);
  }
  const parsed = ToolSettings.safeParse(content ?? {});
  if (parsed.success) return parsed.data;
  throw invalid(file, `is not valid: ${z.prettifyError(parsed.error)}`);
}

function invalid(file: string, problem: string, cause?: unknown): RunError {
  return new RunError('tool_settings_invalid', `${file} ${problem}`, { cause, nothingHappened: true });
}
