/** What a call leaves in what it makes on GitHub, where people do not see it and it can be found again. */
import { toCallMark } from '../to-call-mark.ts';

/** In texts of issues, comments and pull requests: Markdown does not show it. */
export function withMarker(text: string, key: string): string {
  return `${text}\n\n${toMarker(key)}`;
}

export function hasMarker(text: string | null | undefined, key: string): boolean {
  return text?.includes(toMarker(key)) ?? false;
}

/** In the message of a commit, as git has such facts. */
export function withTrailer(message: string, key: string): string {
  return `${message.trimEnd()}\n\n${toTrailer(key)}`;
}

export function hasTrailer(message: string, key: string): boolean {
  return message.split('\n').includes(toTrailer(key));
}

function toMarker(key: string): string {
  return `<!-- tutti-call ${toCallMark(key)} -->`;
}

function toTrailer(key: string): string {
  return `Tutti-Call: ${toCallMark(key)}`;
}
