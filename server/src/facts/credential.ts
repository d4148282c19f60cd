import { isPlaceholder } from './placeholder.ts';

/** Forms of credentials that are unmistakable. */
const FORMS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/^AIza[\w-]{35}$/, 'a Google API key'],
  [/^ya29\.[\w-]{20,}/, 'a Google access token'],
  [/^GOCSPX-[\w-]{20,}$/, 'an OAuth client secret'],
  [/^(?:AKIA|ASIA)[A-Z0-9]{16}$/, 'an AWS access key'],
  [/^gh[pousr]_[A-Za-z0-9]{30,}$/, 'a GitHub token'],
  [/^github_pat_\w{30,}$/, 'a GitHub token'],
  [/^glpat-[\w-]{20,}$/, 'a GitLab token'],
  [/^xox[abprs]-[\w-]{10,}$/, 'a Slack token'],
  [/^sk-(?:proj-|ant-)?[\w-]{20,}$/, 'an API key'],
  [/^[rs]k_(?:live|test)_\w{16,}$/, 'a Stripe key'],
  [/^\d{8,10}:AA[\w-]{33}$/, 'a Telegram bot token'],
  [/^https:\/\/hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{20,}$/, 'a Slack webhook'],
  [/^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\d{15,}\/[\w-]{50,}$/, 'a Discord webhook'],
  [/^SG\.[\w-]{16,}\.[\w-]{16,}$/, 'a SendGrid key'],
  [/^hf_[A-Za-z0-9]{30,}$/, 'a Hugging Face token'],
  [/^eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}$/, 'a signed token'],
];

/** Keys of Firebase only tell which project an app belongs to; its web apps hold them in the open (https://firebase.google.com/docs/projects/api-keys, read 2026-11). */
const OPEN_KEY = /FIREBASE|(?:^|_)FB_/i;

const SECRET_NAME = /(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i;
const COMMON_PASSWORD =
  /^(?:password|passwd|pass|postgres|root|admin|user|test|example|changeme|secret|guest|mysql|redis|\W*)$/i;

/** What kind of credential a value looks like; `undefined` where it is none, a placeholder, or a local default. The value decides, not the name. */
export function credentialIn(name: string, value: string): string | undefined {
  if (OPEN_KEY.test(name) && value.startsWith('AIza')) return undefined;
  for (const [pattern, what] of FORMS) if (pattern.test(value) && !/xxx|\*\*\*|\.\.\./i.test(value)) return what;
  const url = /^[a-z][a-z0-9+]*:\/\/([^/:@\s]*):([^@\s]+)@([^/\s]*)/i.exec(value);
  if (url !== null) {
    const [, user = '', password = '', host = ''] = url;
    if (/^(?:localhost|127\.|host\.docker)/.test(host) || password === user) return undefined;
    return COMMON_PASSWORD.test(password) || isPlaceholder(password) || password.length < 5
      ? undefined
      : 'an address with a password';
  }
  return SECRET_NAME.test(name) && looksRandom(value) ? 'a credential' : undefined;
}

/** Long, without words or structure, and mixed: what a generator makes. */
function looksRandom(value: string): boolean {
  if (value.length < 16 || value.length > 200 || /[\s/:.]/.test(value) || isPlaceholder(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  const hex = /^[0-9a-f]{24,}$/i.test(value) && /\d/.test(value) && /[a-f]/i.test(value);
  const longestWord = Math.max(...value.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).map((part) => part.length));
  return hex || (kinds >= 3 && longestWord < 8 && entropy(value) > 3.2);
}

/** Shannon entropy in bits for each character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const c of value) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / value.length) * Math.log2(n / value.length);
  return bits;
}
