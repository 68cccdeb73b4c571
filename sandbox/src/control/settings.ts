import { API_FAULT_KINDS, type SandboxFaults, TOKEN_FAULT_KINDS } from '../faults.js';
import { ApiError } from '../http/error-response.js';

/** What `PATCH /sandbox` can change. Members that are missing stay as they are; `null` clears a fault or the quota. */
export interface SandboxChange {
  tokenLifetimeSeconds?: number;
  quota?: number | null;
  faults?: { [Name in keyof Omit<SandboxFaults, 'clear'>]?: SandboxFaults[Name] | null };
}

/** Returns a problem with a value, or undefined. */
type Check = (value: unknown) => string | undefined;

/** A longer delay would overflow a timer. */
const MAX_DELAY_MS = 2 ** 31 - 1;

const checkNumber =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max ? undefined : `must be a number from ${min} to ${max}`;

const checkInteger =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) ? checkNumber(min, max)(value) : `must be an integer from ${min} to ${max}`;

const checkChoice =
  (values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string) ? undefined : `must be one of ${values.join(', ')}`;

/** A text that can be sent as the value of a header. */
const checkHeader: Check = (value) =>
  typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value)
    ? undefined
    : 'must be a text of printable ASCII characters';

const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? undefined : check(value);

const checkObject =
  (members: Readonly<Record<string, Check>>, required?: string): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
    if (required !== undefined && !Object.hasOwn(value, required)) return `must have the member ${required}`;
    for (const [name, member] of Object.entries(value)) {
      const check = Object.hasOwn(members, name) ? members[name] : undefined;
      if (!check) return `has an unknown member; it may have ${Object.keys(members).join(', ')}`;
      const problem = check(member);
      if (problem !== undefined) return `${name} ${problem}`;
    }
    return undefined;
  };

const checkFault = (kinds: readonly string[]): Check =>
  orNull(
    checkObject(
      {
        kind: checkChoice(kinds),
        times: checkInteger(1, 1_000_000),
        probability: checkNumber(0, 1),
        retryAfterSeconds: checkInteger(0, 86_400),
        location: checkHeader,
      },
      'kind',
    ),
  );

const checkChange = checkObject({
  tokenLifetimeSeconds: checkNumber(0.001, 31_536_000),
  quota: orNull(checkInteger(0, 1_000_000_000)),
  faults: checkObject({
    tokenLatencyMs: checkNumber(0, MAX_DELAY_MS),
    apiLatencyMs: checkNumber(0, MAX_DELAY_MS),
    jitterMs: checkNumber(0, MAX_DELAY_MS),
    token: checkFault(TOKEN_FAULT_KINDS),
    api: checkFault(API_FAULT_KINDS),
    challenge: orNull(checkHeader),
    unauthorizedBody: checkChoice(['words', 'empty', 'html']),
  }),
});

/** Validates the body of `PATCH /sandbox`. @throws {ApiError} 400, with the name of the wrong member. */
export function parseChange(value: unknown): SandboxChange {
  const problem = checkChange(value);
  if (problem !== undefined) throw new ApiError(400, `The body ${problem}.`);
  return value as SandboxChange;
}

/** Applies a change of the faults. `null` becomes undefined. */
export function applyFaults(faults: SandboxFaults, change: NonNullable<SandboxChange['faults']>): void {
  const members = Object.entries(change).map(([name, value]) => [name, value ?? undefined]);
  Object.assign(faults, Object.fromEntries(members));
}
