import type { TimelineNode } from '@tutti/protocol';
import { runText } from '../../../strings/run.ts';

/** What a row is called: by who acts where somebody does, else by what it is. */
export function toRowTitle({ kind, name, agent, what, note, path }: TimelineNode): string {
  const number = path.split('/').at(-1) ?? '';
  if (name.startsWith('~')) return runText.episode(name.slice(1));
  if (name === 'turn' && agent !== undefined) return agent;
  switch (kind) {
    case 'model':
    case 'agent':
      return what ?? name;
    case 'tool':
      return what ?? toNumbered(name, number);
    case 'tools':
      return runText.kind.tools;
    case 'join':
      return runText.parallel;
    case 'wait':
      return runText.waitsFor(toKnown(note ?? name));
    case 'record':
      return what === undefined ? toKnown(note ?? name) : `${toKnown(note ?? name)}: ${what}`;
    case 'artefact':
    case 'child':
      return note ?? name;
    case 'branch':
      return name;
    case 'group':
    case 'step':
    case 'turn':
    case 'decision':
      return toNumbered(name, number);
    default:
      return kind satisfies never;
  }
}

/** Names that programs of this product give, in words. */
function toKnown(name: string): string {
  return runText.knownNames[name] ?? name;
}

function toNumbered(name: string, number: string): string {
  return number === '1' ? name : `${name} ${number}`;
}
