import fc from 'fast-check';
import { assignTiers } from '../../../../examples/photos/src/demo/customers';

const tiersOf = (paths: string[]) => assignTiers(paths).map(({ tier }) => tier);

test('assignTiers makes every fourth customer premium, in the order of their names', () => {
  const paths = [10, 2, 1, 5, 3, 4].map((n) => `customer-${n}/photo.jpg`);
  expect(tiersOf(paths)).toEqual(['standard', 'standard', 'premium', 'premium', 'standard', 'standard']);
});

test('assignTiers takes a photo in no folder for a customer of its own', () => {
  expect(tiersOf(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'])).toEqual([
    'premium',
    'standard',
    'standard',
    'standard',
    'premium',
  ]);
});

test('assignTiers goes by folders called premium when there are any', () => {
  expect(tiersOf(['a/1.jpg', 'premium/1.jpg', 'Premium_gold/x/1.jpg', 'premiums/1.jpg', 'premium.jpg'])).toEqual([
    'standard',
    'premium',
    'premium',
    'standard',
    'standard',
  ]);
});

test('assignTiers gives one customer one tier, whatever the order of the photos', () => {
  const path = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.nat(99)).map(([c, n]) => `${c}/${n}.jpg`);
  fc.assert(
    fc.property(fc.array(path, { minLength: 1 }), (paths) => {
      const tiers = new Map<string, string>();
      for (const { customer, tier } of assignTiers(paths)) {
        expect(tiers.get(customer) ?? tier).toBe(tier);
        tiers.set(customer, tier);
      }
      const shuffled = paths.toReversed();
      expect(assignTiers(shuffled)).toEqual(assignTiers(paths).toReversed());
      expect([...tiers.values()].filter((tier) => tier === 'premium')).toHaveLength(Math.ceil(tiers.size / 4));
    }),
  );
});
