import { pricesFrom, pricesText, readPrices } from '@batchwright/model/money';
import type { Json } from '@batchwright/model/template';
import fc from 'fast-check';

const price = fc.double({ min: 0.0001, max: 50, noNaN: true });
const prices = fc.record({
  region: fc.constantFrom('eu-west-1', 'cn-north-1'),
  date: fc.constant('2026-11-20'),
  currency: fc.constantFrom('USD', 'CNY'),
  instances: fc.dictionary(
    fc.tuple(fc.constantFrom('m7i', 'c7g'), fc.constantFrom('large', '2xlarge')).map((parts) => parts.join('.')),
    fc.record({ vcpus: fc.integer({ min: 1, max: 192 }), hourly: price }),
  ),
  fargate: fc.record({ x86_64: fc.record({ vcpu: price, gib: price }) }, { requiredKeys: [] }),
});

test('a file of prices reads back as what was written', () => {
  fc.assert(
    fc.property(prices, (given) => {
      const read = readPrices(JSON.parse(pricesText(given)) as Json, 'prices.json');
      expect(read).toEqual({ ok: true, prices: given });
    }),
  );
});

test.each([
  ['nothing of ours', {}, 'expected prices of Batchwright'],
  ['a newer version', { version: 2 }, 'version 2 is not known here'],
  ['no day', { date: 'today' }, 'date as in 2026-11-20'],
  ['an amount that is a text', { instances: { 'm7i.large': { vcpus: 2, hourly: '0.1' } } }, 'instances.m7i.large'],
  ['no vCPUs', { instances: { 'm7i.large': { vcpus: 0, hourly: 0.1 } } }, 'instances.m7i.large'],
  ['a negative amount', { fargate: { arm64: { vcpu: -1, gib: 1 } } }, 'fargate.arm64'],
])('rejects a file with %s', (_what, change, message) => {
  const good = { batchwright: 'prices', version: 1, region: 'eu-west-1', date: '2026-11-20', currency: 'USD' };
  const value = (Object.keys(change).length === 0 ? {} : { ...good, ...change }) as Json;
  expect(readPrices(value, 'prices.json')).toEqual({ ok: false, message: expect.stringContaining(message) });
});

describe('entries of the Pricing API', () => {
  const entry = (attributes: Record<string, string>, amount: string, currency = 'USD'): Json => ({
    product: { attributes },
    terms: { OnDemand: { 'SKU.T': { priceDimensions: { 'SKU.T.D': { pricePerUnit: { [currency]: amount } } } } } },
  });
  const options = { region: 'eu-west-1', date: '2026-11-20', families: new Set(['m7i']) };

  test('instances are kept by family, and reservations without a price are not', () => {
    const entries = [
      entry({ instanceType: 'm7i.large', vcpu: '2', usagetype: 'EU-BoxUsage:m7i.large' }, '0.1'),
      entry({ instanceType: 'm7i.large', vcpu: '2', usagetype: 'EU-Reservation:m7i.large' }, '0.0000'),
      entry({ instanceType: 'm7i-flex.large', vcpu: '2' }, '0.09'),
      entry({ instanceType: 'c7g.large', vcpu: '2' }, '0.07'),
    ];
    expect(pricesFrom(entries, options).instances).toEqual({ 'm7i.large': { vcpus: 2, hourly: 0.1 } });
  });

  test('Fargate is told by its usage types, each architecture on its own, and Windows is not among them', () => {
    const entries = [
      entry({ usagetype: 'EU-Fargate-vCPU-Hours:perCPU' }, '0.04'),
      entry({ usagetype: 'EU-Fargate-GB-Hours' }, '0.004'),
      entry({ usagetype: 'EU-Fargate-ARM-vCPU-Hours:perCPU' }, '0.03'),
      entry({ usagetype: 'EU-Fargate-ARM-GB-Hours' }, '0.003'),
      entry({ usagetype: 'EU-Fargate-Windows-vCPU-Hours:perCPU' }, '0.4'),
      entry({ usagetype: 'EU-Fargate-EphemeralStorage-GB-Hours' }, '0.0001'),
    ];
    expect(pricesFrom(entries, options).fargate).toEqual({
      x86_64: { vcpu: 0.04, gib: 0.004 },
      arm64: { vcpu: 0.03, gib: 0.003 },
    });
  });

  test('an architecture with half a price has none', () => {
    expect(pricesFrom([entry({ usagetype: 'Fargate-GB-Hours' }, '0.004')], options).fargate.x86_64).toBeUndefined();
  });
});
