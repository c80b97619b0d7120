const UNKNOWN = 30;
const WEAKEST = 5;
const STRONGEST = 75;

/** Of a model that no catalogue knows, only its size tells something: ten for a billion parameters, ten more for each doubling. */
export function guessStrength(name: string, parameters?: string): number {
  const billions = readBillions(parameters ?? '') ?? readBillions(name);
  if (billions === undefined) return UNKNOWN;
  return Math.round(Math.min(Math.max(10 + 10 * Math.log2(billions), WEAKEST), STRONGEST));
}

/** `8.0B`, `llama3.2:1b`, `qwen2.5-coder-32b-instruct`, `278M`. */
function readBillions(text: string): number | undefined {
  const [, amount, unit] = /(?:^|[^\w.]|x)(\d+(?:\.\d+)?)([bm])(?![a-z0-9])/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return unit?.toLowerCase() === 'm' ? Number(amount) / 1000 : Number(amount);
}
