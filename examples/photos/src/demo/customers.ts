export const TIERS = ['premium', 'standard'] as const;
export type Tier = (typeof TIERS)[number];

/** The queue of the platform that each tier's photos go to. */
export const QUEUE_OF = { premium: 'urgent', standard: 'standard' } as const satisfies Record<Tier, string>;
export type DemoQueue = (typeof QUEUE_OF)[Tier];

/** In words, for the report. */
export const TIER_RULE = 'premium: every fourth customer; or the folders called "premium", when there are any';

const EVERY = 4;
const PREMIUM = /^premium(\b|_)/i;

/**
 * Whose photo each one is, and how urgent.
 *
 * A customer is the first folder of a photo's path; a photo in no folder is a customer of its own. When there are
 * folders called `premium` (or `premium-anything`), those are the premium customers and no others. Else every fourth
 * customer is one, in the order of their names, beginning with the first.
 *
 * @param paths - with slashes, relative to the folder of all photos
 * @returns one entry for each path, in the same order
 */
export function assignTiers(paths: readonly string[]): readonly { readonly customer: string; readonly tier: Tier }[] {
  const customers = paths.map((path) => path.split('/', 1)[0] ?? path);
  const folders = new Set(paths.filter((path) => path.includes('/')).map((path) => path.split('/', 1)[0] ?? path));
  const named = [...folders].filter((folder) => PREMIUM.test(folder));
  const order = new Intl.Collator('en', { numeric: true });
  const sorted = [...new Set(customers)].sort((a, b) => order.compare(a, b) || (a < b ? -1 : 1));
  const premium = new Set(named.length > 0 ? named : sorted.filter((_, i) => i % EVERY === 0));
  return customers.map((customer) => ({ customer, tier: premium.has(customer) ? 'premium' : 'standard' }));
}
