/** Formats that are credentials wherever they stand. Anything looser would cry wolf. */
export const SECRET_FORMATS: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: 'private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
  { kind: 'AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { kind: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/ },
  { kind: 'GitLab token', pattern: /\bglpat-[A-Za-z0-9_-]{20,}/ },
  { kind: 'Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{20,}/ },
  { kind: 'Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}/ },
  { kind: 'Anthropic key', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/ },
  { kind: 'OpenAI key', pattern: /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{40,}/ },
  { kind: 'Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{20,}/ },
  { kind: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}/ },
  { kind: 'Headrace token', pattern: /\bhr1\.[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{40,}/ },
  { kind: 'bearer token', pattern: /\bBearer [A-Za-z0-9._~+/-]{30,}=*/ },
];

/** The kind of credential that the text shows, or null. */
export const secretIn = (text: string): string | null =>
  SECRET_FORMATS.find(({ pattern }) => pattern.test(text))?.kind ?? null;
