/** The plainest way: the goal on standard input or as a word, the answer on standard output. */
import { stripVTControlCharacters } from 'node:util';
import { AgentFailedError, type RuntimeAnswer, type RuntimeTurn } from '@tutti/engine';
import type { CliDefinition } from '../config/definition.ts';
import type { Command } from './start-command.ts';

const MOST_WORDS = 1_000;

export async function runStdio(
  command: Command,
  turn: RuntimeTurn,
  { definition, takesGoal }: { definition: CliDefinition; takesGoal: boolean },
): Promise<RuntimeAnswer> {
  command.stdin.end(takesGoal ? '' : turn.prompt.text);
  const text = await readOutput(command, turn, definition.outputBytes);
  const code = await command.exited;
  turn.signal.throwIfAborted();
  if (code === undefined || !definition.exitCodes.includes(code)) {
    const words = command.lastWords === '' ? command.hide(text).trim() : command.lastWords;
    const how = code === undefined ? 'was ended by a signal' : `ended with code ${code}`;
    throw new AgentFailedError('agent_failed', `the command ${how}: ${words.slice(-MOST_WORDS)}`);
  }
  return { status: 'answered', text: text.trim(), labels: [] };
}

async function readOutput({ stdout }: Command, { onDelta }: RuntimeTurn, mostBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of stdout) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > mostBytes) throw new AgentFailedError('agent_failed', `the command wrote more than ${mostBytes} bytes`);
    const piece = stripVTControlCharacters(decoder.decode(chunk, { stream: true }));
    text += piece;
    onDelta(piece);
  }
  return text + decoder.decode();
}
