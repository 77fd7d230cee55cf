import { isObject, type Json, type JsonObject } from '../template';

/** On-demand price of an instance type, with Linux and shared tenancy. */
export interface InstancePrice {
  readonly vcpus: number;
  /** An hour of one instance. */
  readonly hourly: number;
}

/** On-demand prices of Fargate with Linux, for an hour. */
export interface FargatePrice {
  readonly vcpu: number;
  readonly gib: number;
}

/**
 * Prices of one region, as `batchwright prices pull` writes them to `prices.json`. Money is only ever computed from such a
 * file, and its date is printed with every amount.
 */
export interface Prices {
  readonly region: string;
  /** Day on which they were asked for: `2026-11-20`. */
  readonly date: string;
  readonly currency: string;
  /** By instance type, `m7i.large`. */
  readonly instances: Readonly<Record<string, InstancePrice>>;
  /** By architecture. */
  readonly fargate: { readonly x86_64?: FargatePrice | undefined; readonly arm64?: FargatePrice | undefined };
}

export const PRICES_VERSION = 1;

export type ReadPrices =
  | { readonly ok: true; readonly prices: Prices }
  | { readonly ok: false; readonly message: string };

/** The file's text: keys in order, so that two pulls of the same prices differ in the date only. */
export function pricesText({ region, date, currency, instances, fargate }: Prices): string {
  const head = { batchwright: 'prices', version: PRICES_VERSION, region, date, currency };
  const lines = Object.entries(instances)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, { vcpus, hourly }]) => `    ${JSON.stringify(type)}: ${JSON.stringify({ vcpus, hourly })}`);
  const open = JSON.stringify(head, undefined, 2).slice(0, -2);
  const list = lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  const serverless = JSON.stringify({ arm64: fargate.arm64, x86_64: fargate.x86_64 });
  return `${open},\n  "fargate": ${serverless},\n  "instances": ${list}\n}\n`;
}

/** Reads the file's value. Unknown fields are ignored; what is there must be right, because it becomes an amount. */
export function readPrices(value: Json, where: string): ReadPrices {
  const wrong = (what: string): ReadPrices => ({
    ok: false,
    message: `${where}: ${what}; write it with: batchwright prices pull --region <region>`,
  });
  if (!isObject(value) || value.batchwright !== 'prices') return wrong('expected prices of Batchwright');
  if (value.version !== PRICES_VERSION) {
    return wrong(`version ${JSON.stringify(value.version)} is not known here; this one reads ${PRICES_VERSION}`);
  }
  const { region, date, currency } = value;
  if (typeof region !== 'string' || typeof currency !== 'string' || typeof date !== 'string' || !DAY.test(date)) {
    return wrong('expected region, currency, and date as in 2026-11-20');
  }
  const instances: Record<string, InstancePrice> = {};
  for (const [type, price] of Object.entries(isObject(value.instances) ? value.instances : {})) {
    const [vcpus, hourly] = isObject(price) ? [amount(price.vcpus), amount(price.hourly)] : [];
    if (!vcpus || hourly === undefined) return wrong(`instances.${type}: expected vcpus over 0 and hourly from 0`);
    instances[type] = { vcpus, hourly };
  }
  const fargate: { x86_64?: FargatePrice; arm64?: FargatePrice } = {};
  const given: JsonObject = isObject(value.fargate) ? value.fargate : {};
  for (const architecture of ['x86_64', 'arm64'] as const) {
    const price = given[architecture];
    if (price === undefined) continue;
    const [vcpu, gib] = isObject(price) ? [amount(price.vcpu), amount(price.gib)] : [];
    if (vcpu === undefined || gib === undefined) return wrong(`fargate.${architecture}: expected vcpu and gib from 0`);
    fargate[architecture] = { vcpu, gib };
  }
  return { ok: true, prices: { region, date, currency, instances, fargate } };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const amount = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
