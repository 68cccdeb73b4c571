/**
 * Whether a request can succeed with a new token after a 401 (RFC 6750 §3.1).
 *
 * 1. No challenge: yes, because many APIs send none.
 * 2. A Bearer challenge with `error="invalid_token"`, or without an error: yes.
 * 3. A Bearer challenge with another error, or only other schemes: no.
 */
export function allowsRetry(field: string | undefined): boolean {
  if (field === undefined || field.trim() === '') return true;
  const bearers = parseChallenges(field).filter(({ scheme }) => scheme === 'bearer');
  return bearers.some(({ params }) => params.error === undefined || params.error === 'invalid_token');
}

/** One challenge of a `WWW-Authenticate` field (RFC 9110 §11.6.1). */
export interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  /** By lower-case name. */
  readonly params: Readonly<Record<string, string>>;
}

/** `token` (RFC 9110 §5.6.2) and what can follow it: the value of a parameter, a token68, or the next list element. */
const NAME = /[!#$%&'*+\-.^`|~\w]+/y;
const VALUE = /[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+\-.^`|~\w]+))/y;
const TOKEN68 = /[ \t]+[\w\-.~+/]+=*(?=[ \t]*(?:,|$))/y;
const SEPARATOR = /[ \t,]*/y;

function read(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/**
 * Parses the challenges of a `WWW-Authenticate` field. Several fields are joined with commas. Parsing stops at the first text that
 * is no challenge; the challenges before it count.
 */
export function parseChallenges(field: string): Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  let at = read(SEPARATOR, field, 0)?.[0].length ?? 0;
  while (at < field.length) {
    const name = read(NAME, field, at)?.[0];
    if (name === undefined) break;
    at += name.length;
    const value = read(VALUE, field, at);
    const current = challenges.at(-1);
    if (value && current) {
      current.params[name.toLowerCase()] ??= (value[1] ?? value[2] ?? '').replace(/\\(.)/g, '$1');
      at += value[0].length;
    } else if (value) {
      break;
    } else {
      challenges.push({ scheme: name.toLowerCase(), params: {} });
      at += read(TOKEN68, field, at)?.[0].length ?? 0;
    }
    at += read(SEPARATOR, field, at)?.[0].length ?? 0;
  }
  return challenges;
}
