/** Every line of what somebody else said is marked, so that it cannot pass for a part of the question. */
export function quote(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line) => `> ${line}`)
    .join('\n');
}
