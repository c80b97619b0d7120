import { InvalidInputError } from '@tutti/engine';

export function parseCount(text: string, option: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count)) return count;
  throw new InvalidInputError(`${option} takes a whole number, not "${text}"`, option);
}
