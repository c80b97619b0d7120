/** The words of a command that is about to be started. Only whole words of it are ever filled, and none of them can become an option. */
import { AgentFailedError } from '@tutti/engine';
import type { CliDefinition } from '../config/definition.ts';
import { fillText, type Places } from '../fill-template.ts';

const LONGEST_WORD = 100_000;

export function toArgv({ argv, targets = [] }: CliDefinition, places: Places): string[] {
  const goal = typeof places.goal === 'string' ? places.goal : '';
  const needsTarget = argv.some((word) => word.includes('{target}'));
  const filled = needsTarget ? { ...places, target: findTarget(goal, targets) } : places;
  return argv.map((word) => {
    const text = fillText(word, filled).replaceAll('\0', '');
    if (text.length > LONGEST_WORD)
      throw refuse('agent_failed', `the goal is too long for a command line (${text.length} characters)`);
    // A word that begins with what was put in must not pass for an option.
    return word.startsWith('{') && text.startsWith('-') ? ` ${text}` : text;
  });
}

/** Exactly one of those that an administrator has listed. */
function findTarget(goal: string, targets: readonly string[]): string {
  const words = new Set(
    goal
      .toLowerCase()
      .split(/[\s,;'"`()<>[\]]+/)
      .map((word) => word.replace(/[.!?:]+$/, '')),
  );
  const named = targets.filter((target) => words.has(target.toLowerCase()));
  const [target] = named;
  if (target !== undefined && named.length === 1) return target;
  const found = named.length === 0 ? 'the request names no target that is listed' : `it names ${named.join(' and ')}`;
  throw refuse('target_not_allowed', `${found}: name exactly one of ${targets.join(', ')}`);
}

export function takesGoal({ argv }: CliDefinition): boolean {
  return argv.some((word) => word.includes('{goal}') || word.includes('{target}'));
}

function refuse(code: 'target_not_allowed' | 'agent_failed', message: string): AgentFailedError {
  return new AgentFailedError(code, message, { nothingHappened: true });
}
