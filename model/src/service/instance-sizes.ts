/**
 * The fewest vCPUs of an instance, told by its type, its family or a set of families: what bounds the number of instances
 * from above. Sizes are named after their vCPUs: `large` has two, `xlarge` four, `<n>xlarge` four times n. Below that,
 * Graviton families and old ones begin with one vCPU, all others with two.
 * Sources: EC2 User Guide, "Instance type naming conventions" and the specifications of each family.
 *
 * @param type - `m7i.2xlarge`, `m7i`, `optimal`, `default_arm64`
 */
export function fewestVcpus(type: string): number {
  const [family = '', size] = type.split('.');
  const xlarge = /^(\d*)xlarge$/.exec(size ?? '');
  if (xlarge !== null) return 4 * Number(xlarge[1] || 1);
  if (size === 'large') return 2;
  return family === 'default_arm64' || FROM_ONE.test(family) ? 1 : 2;
}

/** Families with a size of one vCPU: Graviton (`m7g`, `c6gn`, `t4g` has two) and those up to the third generation. */
const FROM_ONE = /^(?!t[34])(?:[a-z]+\d+[a-z]*g[a-z]*|[a-z]+[123](?![0-9]).*)$/;

/** Hours of a month, as AWS's own price examples count them. */
export const HOURS_PER_MONTH = 730;

/** Families of the service's default categories. Source: AWS Batch User Guide, "Instance types". */
export const DEFAULT_FAMILIES: Readonly<Record<string, readonly string[]>> = {
  optimal: ['m6i', 'c6i', 'r6i', 'c7i'],
  default_x86_64: ['m6i', 'c6i', 'r6i', 'c7i'],
  default_arm64: ['m6g', 'c6g', 'r6g', 'c7g'],
};
