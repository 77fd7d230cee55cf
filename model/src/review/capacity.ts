import type { InstancePrice, Prices } from '../money';
import { FARGATE_MEMORY_MIB, HOURS_PER_MONTH } from '../service';
import { FAMILY_SETS, typesOf } from '../shapes';
import type { Json, JsonObject } from '../template';
import { familyOf, objectAt } from './effect';
import { addressOf, type Reviewed } from './stacks';
import { valueText } from './value-text';

/** The most that a compute environment can use in a month in which it is full all the time, and the least. */
export interface Capacity {
  readonly resource: string;
  /** `EC2`, `SPOT`, `FARGATE`, ... */
  readonly type: string;
  /** `undefined` where only the deployment knows it, or where the service does not limit it. */
  readonly maxvCpus: number | undefined;
  readonly minvCpus: number;
  readonly vcpuHours: number | undefined;
  /** Hours of vCPUs that stay on without work. */
  readonly heldVcpuHours: number;
  /** Hours of instances if all were of the smallest size; none on Fargate. */
  readonly instanceHours: number | undefined;
  readonly cost: Cost | undefined;
}

/** An amount, or the reason why there is none. */
export type Cost = { readonly amount: number } | { readonly unpriced: string };

/** The bounds of every compute environment, in order of address. The order of sizes and types says nothing. */
export const capacitiesOf = (resources: Iterable<Reviewed>, prices?: Prices): readonly Capacity[] =>
  [...resources]
    .filter(({ type }) => type === 'AWS::Batch::ComputeEnvironment')
    .map((resource) => capacityOf(resource, prices));

function capacityOf(resource: Reviewed, prices: Prices | undefined): Capacity {
  const compute = objectAt(resource.properties, 'ComputeResources');
  const type = valueText(compute.Type) || valueText(resource.properties.Type).toUpperCase();
  const maxvCpus = numberOf(compute.MaxvCpus);
  const minvCpus = numberOf(compute.MinvCpus) ?? 0;
  const serverless = familyOf(compute.Type) === 'FARGATE';
  const types = instanceTypes(compute);
  const smallest = Math.min(...types.map(fewestVcpus));
  return {
    resource: addressOf(resource),
    type,
    maxvCpus,
    minvCpus,
    vcpuHours: maxvCpus === undefined ? undefined : maxvCpus * HOURS_PER_MONTH,
    heldVcpuHours: minvCpus * HOURS_PER_MONTH,
    instanceHours: serverless || maxvCpus === undefined ? undefined : Math.ceil(maxvCpus / smallest) * HOURS_PER_MONTH,
    cost: prices === undefined || maxvCpus === undefined ? undefined : costOf(compute, types, maxvCpus, prices),
  };
}

function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)) ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Types and families that instances may be of. */
function instanceTypes(compute: JsonObject): readonly string[] {
  const types = Array.isArray(compute.InstanceTypes) ? compute.InstanceTypes.map(valueText) : [];
  return types.length > 0 ? types : ['any'];
}

/** vCPUs of the smallest instance of a type, a family or a set of families; one, where it is not known. */
const fewestVcpus = (type: string): number => Math.min(...(typesOf(type) ?? [{ vcpus: 1 }]).map(({ vcpus }) => vcpus));

/** The dearest vCPU that may run, all the month. A Spot instance never costs more than its on-demand price. */
function costOf(compute: JsonObject, types: readonly string[], maxvCpus: number, prices: Prices): Cost {
  const family = familyOf(compute.Type);
  if (family === 'ECS_MANAGED_INSTANCES') return { unpriced: 'managed instances of any type' };
  if (family === 'FARGATE') return fargateCost(maxvCpus, prices);
  const rates = types.map((type) => [type, vcpuRate(type, prices)] as const);
  const missing = rates.filter(([, rate]) => rate === undefined).map(([type]) => type);
  if (missing.length > 0) return { unpriced: `no price of ${missing.join(', ')}` };
  const share = compute.Type === 'SPOT' ? (numberOf(compute.BidPercentage) ?? 100) / 100 : 1;
  const dearest = Math.max(...rates.map(([, rate]) => rate ?? 0));
  return { amount: maxvCpus * HOURS_PER_MONTH * dearest * share };
}

/** The dearest hour of a vCPU of a type, or of the types of a family or category; `undefined` without all of them. */
function vcpuRate(type: string, { instances }: Prices): number | undefined {
  const families = FAMILY_SETS[type] ?? [type];
  const rates = families.map((family) => {
    const found: readonly InstancePrice[] = Object.entries(instances)
      .filter(([name]) => name === family || name.startsWith(`${family}.`))
      .map(([, price]) => price);
    return found.length === 0 ? undefined : Math.max(...found.map(({ hourly, vcpus }) => hourly / vcpus));
  });
  return rates.some((rate) => rate === undefined) ? undefined : Math.max(...rates.map((rate) => rate ?? 0));
}

/** The most memory that Fargate gives to a vCPU: jobs choose it, up to there. */
const GIB_PER_VCPU = Math.max(...[...FARGATE_MEMORY_MIB].map(([vcpus, memory]) => Math.max(...memory) / 1024 / vcpus));

function fargateCost(maxvCpus: number, { fargate }: Prices): Cost {
  const rates = [fargate.x86_64, fargate.arm64].filter((rate) => rate !== undefined);
  if (rates.length === 0) return { unpriced: 'no price of Fargate' };
  const dearest = Math.max(...rates.map(({ vcpu, gib }) => vcpu + GIB_PER_VCPU * gib));
  return { amount: maxvCpus * HOURS_PER_MONTH * dearest };
}
