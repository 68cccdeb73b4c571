import { EventDrawer, THEMES } from './event-drawer.js';
import type { Plan } from './plan.js';
import { Random } from './random.js';

/** Derives a plan from a seed. */
export function createPlan(seed: number): Plan {
  const random = new Random(seed, 'plan');
  const theme = random.pick(THEMES);
  const processes = theme === 'accounts' ? random.whole(1, 2) : random.pick([1, 2, 2, 3, 4]);
  const drifts = random.chance(0.6);
  const rate = () => (drifts ? random.pick([random.between(0.99, 1.01), 0.99, 1.01, 1]) : 1);
  const offset = () => random.pick([0, 0, random.between(-4_000, 4_000), 86_400_000, -3_600_000, 3_600_000]);
  const lifetimeS = random.pick([2, 5, 20, 60, 300, 3_600, 3_600, 86_400]);
  const tokenTimeoutMs = random.pick([10_000, 10_000, 2_000]);
  const store = theme === 'store' ? random.pick(['redis', 'redis', 'cache'] as const) : pickStore(random);
  const settings = {
    seed,
    theme,
    clocks: Array.from({ length: processes }, () => ({
      offsetMs: theme === 'calm' ? 0 : offset(),
      rate: rate(),
      originMs: random.between(0, 1e6),
    })),
    endpointRate: rate(),
    storeRate: rate(),
    store,
    storeLatencyMs: random.pick([0.3, 2, 20, 60]),
    storeReturnsBytes: random.chance(0.25),
    endpointLatencyMs: random.pick([15, 80, 80, 300]),
    lifetimeS,
    expiresIn: random.pick(['number', 'number', 'text', 'claims'] as const),
    endpointCaches: random.chance(0.1),
    secret: random.pick(['text', 'function'] as const),
    tokenTimeoutMs,
    tokenDeadlineMs: tokenTimeoutMs * 3,
    maxAccounts: random.pick([2, 1_000]),
    wrongScopes: theme === 'rejections' && random.chance(0.5) ? ['reports', 'archive'].slice(random.whole(0, 1)) : [],
  };
  const horizon = Math.min(lifetimeS * 1_000 * random.between(1.5, 4), 4 * 3_600_000);
  const length = Math.max(horizon, theme === 'rejections' ? 1_500_000 : 20_000);
  const drawer = new EventDrawer(random, { ...settings, events: [] }, length);
  return { ...settings, events: drawer.draw(theme) };
}

const pickStore = (random: Random) =>
  random.pick(['none', 'redis', 'redis', 'redis', 'cache', 'cache-without-time'] as const);
