/** Secrets are taken out of every text before it is written down. What matches is replaced, the rest stays as it is. */
export type Redact = (text: string) => string;

/**
 * Only formats that nothing else has: a redaction that hits ordinary text would falsify the journal.
 * The text is JSON: none reaches over a quotation mark, and the `n` of a line break is no letter before a word.
 */
const FORMATS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['private_key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[^"]{1,10000}?-----END (?:[A-Z]+ )*PRIVATE KEY-----/g],
  ['github_token', /(?:(?<=\\[bfnrt])|\b)(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})\b/g],
  ['anthropic_key', /(?:(?<=\\[bfnrt])|\b)sk-ant-[A-Za-z0-9_-]{20,255}/g],
  ['openai_key', /(?:(?<=\\[bfnrt])|\b)sk-(?:proj-|svcacct-|or-v1-)?[A-Za-z0-9_-]{32,255}/g],
  ['google_key', /(?:(?<=\\[bfnrt])|\b)AIza[A-Za-z0-9_-]{35}\b/g],
  ['groq_key', /(?:(?<=\\[bfnrt])|\b)gsk_[A-Za-z0-9]{40,80}\b/g],
  ['huggingface_token', /(?:(?<=\\[bfnrt])|\b)hf_[A-Za-z0-9]{30,60}\b/g],
  ['together_key', /(?:(?<=\\[bfnrt])|\b)tgp_v1_[A-Za-z0-9_-]{32,255}/g],
  ['aws_key', /(?:(?<=\\[bfnrt])|\b)(?:AKIA|ASIA)[A-Z2-7]{16}\b/g],
  ['slack_token', /(?:(?<=\\[bfnrt])|\b)xox[abeoprs]-[A-Za-z0-9-]{10,255}/g],
  ['slack_webhook', /https:\/\/hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,100}/g],
  ['stripe_key', /(?:(?<=\\[bfnrt])|\b)[rs]k_live_[A-Za-z0-9]{20,200}\b/g],
  ['npm_token', /(?:(?<=\\[bfnrt])|\b)npm_[A-Za-z0-9]{36}\b/g],
  ['tutti_token', /(?:(?<=\\[bfnrt])|\b)tut_(?:owner|master|key_[0-9a-z]{36})_[A-Za-z0-9_-]{43}/g],
  ['jwt', /(?:(?<=\\[bfnrt])|\b)eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}/g],
  ['url_password', /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"\\]{1,100}:)[^\s:/@"\\]{1,200}(?=@)/g],
];

/** One look for all of them: almost no text holds any, and every text of every event passes here. */
const HINT =
  /PRIVATE KEY-----|gh[pousr]_|github_pat_|\bsk-|\\[bfnrt]sk-|AIza|gsk_|hf_|tgp_v1_|AKIA|ASIA|xox[abeoprs]-|hooks\.slack|k_live_|npm_|tut_|eyJ|:\/\/[^\s/@"\\]{1,200}@/;

/** `known` are secrets of this installation, such as the keys of its providers. */
export function createRedact(known: readonly string[] = []): Redact {
  const literal = known.filter((secret) => secret.length >= 8).map((secret) => JSON.stringify(secret).slice(1, -1));
  return (text) => {
    let clean = text;
    for (const secret of literal) if (clean.includes(secret)) clean = clean.replaceAll(secret, '[redacted:secret]');
    if (!HINT.test(clean)) return clean;
    for (const [name, pattern] of FORMATS) clean = clean.replace(pattern, `[redacted:${name}]`);
    return clean;
  };
}
