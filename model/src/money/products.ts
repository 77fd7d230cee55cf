import { isObject, type Json, type JsonObject } from '../template';
import type { FargatePrice, InstancePrice, Prices } from './prices';

/** What to ask the Pricing API's `GetProducts` for, to get the prices of a region. */
export const PRICE_QUERIES = [
  {
    service: 'AmazonEC2',
    /** On-demand Linux without extra software. Source: Price List Query API; attributes of the service `AmazonEC2`. */
    filters: { operatingSystem: 'Linux', tenancy: 'Shared', preInstalledSw: 'NA', capacitystatus: 'Used' },
  },
  { service: 'AmazonECS', filters: {} },
] as const;

/**
 * The region from which the Pricing API answers for a region; it has few endpoints. Source: AWS Price List user guide,
 * "Service endpoints".
 */
export const pricingRegion = (region: string): string => (region.startsWith('cn-') ? 'cn-northwest-1' : 'us-east-1');

/**
 * Prices out of the Pricing API's entries: on-demand instances of some families, and Fargate.
 *
 * @param entries - the parsed texts of `PriceList`, of all pages of all queries
 * @param families - `m7i`, `c7g`, ...
 */
export function pricesFrom(
  entries: readonly Json[],
  {
    region,
    date,
    families,
  }: { readonly region: string; readonly date: string; readonly families: ReadonlySet<string> },
): Prices {
  const instances: Record<string, InstancePrice> = {};
  const rates = new Map<string, number>();
  let currency = region.startsWith('cn-') ? 'CNY' : 'USD';
  for (const entry of entries) {
    const attributes = objectAt(objectAt(entry, 'product'), 'attributes');
    const price = onDemand(entry);
    if (price === undefined) continue;
    const { instanceType, vcpu, usagetype } = attributes;
    const fargate = FARGATE.exec(String(usagetype));
    if (typeof instanceType === 'string' && families.has(instanceType.split('.')[0] ?? '') && Number(vcpu) > 0) {
      instances[instanceType] = { vcpus: Number(vcpu), hourly: price.amount };
      currency = price.currency;
    } else if (fargate !== null) {
      rates.set(`${fargate[1] === undefined ? 'x86_64' : 'arm64'} ${fargate[2]}`, price.amount);
      currency = price.currency;
    }
  }
  const fargate = (architecture: string): FargatePrice | undefined => {
    const [vcpu, gib] = [rates.get(`${architecture} vCPU`), rates.get(`${architecture} GB`)];
    return vcpu === undefined || gib === undefined ? undefined : { vcpu, gib };
  };
  return { region, date, currency, instances, fargate: { x86_64: fargate('x86_64'), arm64: fargate('arm64') } };
}

/** Usage types of Fargate with Linux: `EU-Fargate-vCPU-Hours:perCPU`, `EU-Fargate-ARM-GB-Hours`. */
const FARGATE = /(?:^|-)Fargate-(ARM-)?(vCPU|GB)-Hours(?::perCPU)?$/;

/** The price of one unit on demand; the entry has one such term with one price that is not a free tier. */
function onDemand(entry: Json): { readonly amount: number; readonly currency: string } | undefined {
  for (const term of Object.values(objectAt(objectAt(entry, 'terms'), 'OnDemand'))) {
    for (const dimension of Object.values(objectAt(term, 'priceDimensions'))) {
      const [currency, text] = Object.entries(objectAt(dimension, 'pricePerUnit'))[0] ?? [];
      const amount = Number(text);
      // A price of nothing is an entry for something that is billed elsewhere, as a reservation.
      if (currency !== undefined && amount > 0) return { amount, currency };
    }
  }
  return undefined;
}

function objectAt(value: Json | undefined, key: string): JsonObject {
  const found = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return isObject(found) ? found : {};
}
