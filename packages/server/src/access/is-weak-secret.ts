const SHORTEST = 32;
const FEWEST_DIFFERENT = 10;
/** What stands in examples, and what people type when they are asked for a secret. */
const KNOWN =
  /change.?(me|this|in)|your.{0,6}(secret|jwt|key)|(secret|private|jwt|signing).?key|super.?secret|my.?secret|default|password|example|insecure|development|placeholder|replace.?(me|this|with)|qwert|letmein|0123456789|1234567890/i;

/** Whether somebody could guess it: too short, out of an example, or the same again and again. */
export function isWeakSecret(secret: string): boolean {
  if (secret.length < SHORTEST || KNOWN.test(secret)) return true;
  return new Set(secret).size < FEWEST_DIFFERENT || repeats(secret) || climbs(secret);
}

function repeats(text: string): boolean {
  const half = Math.floor(text.length / 2);
  for (let period = 1; period <= half; period++) if (text.startsWith(text.slice(period))) return true;
  return false;
}

/** `abcdef…`: most characters follow the one before. */
function climbs(text: string): boolean {
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  const follows = codes.filter((code, index) => Math.abs(code - (codes[index - 1] ?? -1)) === 1);
  return follows.length > text.length / 2;
}
