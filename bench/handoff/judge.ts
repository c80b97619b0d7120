import { type FigureOf, isAboutSame, isSame, readFigures } from './figures.ts';

/** By value: the figure stands in the text as it is; `alone` says that no other value does. */
export function judge(required: readonly FigureOf[], text: string): { right: number; alone: number } {
  const said = readFigures(text);
  const right = required.filter((figure) => said.some((one) => isSame(one, figure)));
  const alone = right.filter((figure) => said.every((one) => !isAboutSame(one, figure) || isSame(one, figure)));
  return { right: right.length / required.length, alone: alone.length / required.length };
}
