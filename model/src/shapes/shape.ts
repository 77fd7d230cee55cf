import { INSTANCE_TABLE } from './instance-table';

/** What an instance type has. */
export interface InstanceShape {
  /** `m7i.large` */
  readonly type: string;
  /** `m7i` */
  readonly family: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly vcpus: number;
  /** Installed memory; jobs get less, see {@link largestMemoryThatFits}. */
  readonly memoryMiB: number;
  /** NVIDIA GPUs, the only ones that a job can ask for. */
  readonly gpus: number;
  /** Instance store, which a job gets only if the user data mounts it. */
  readonly localStorageGB: number;
}

/**
 * Names that stand for a set of families, which the service chooses itself and renews from time to time. So a set may
 * have larger instances than are listed here, but none with GPUs. Source: API reference, `ComputeResource.instanceTypes`.
 */
export const FAMILY_SETS: Readonly<Record<string, readonly string[]>> = {
  optimal: ['m6i', 'c6i', 'r6i', 'c7i'],
  default_x86_64: ['m6i', 'c6i', 'r6i', 'c7i'],
  default_arm64: ['m6g', 'c6g', 'r6g', 'c7g'],
};

const read = new Map<string, readonly InstanceShape[]>();

/**
 * The types that an entry of a compute environment's `instanceTypes` stands for, the smallest first.
 *
 * @param entry - a type (`m7i.large`), a family (`m7i`), or a set of families (`default_arm64`)
 * @returns `undefined` when the type or family is not listed: it is not known, which says nothing against it
 */
export function typesOf(entry: string): readonly InstanceShape[] | undefined {
  if (Object.hasOwn(FAMILY_SETS, entry)) return FAMILY_SETS[entry]?.flatMap((family) => typesOf(family) ?? []);
  const [family = '', size] = entry.split('.');
  const all = sizesOf(family);
  if (size === undefined || all === undefined) return all;
  const one = all.find(({ type }) => type === entry);
  return one === undefined ? undefined : [one];
}

/** One type; `undefined` when it is not listed, or is a family. */
export function shapeOf(type: string): InstanceShape | undefined {
  return type.includes('.') ? typesOf(type)?.[0] : undefined;
}

function sizesOf(family: string): readonly InstanceShape[] | undefined {
  const line = Object.hasOwn(INSTANCE_TABLE, family) ? INSTANCE_TABLE[family] : undefined;
  if (line === undefined) return undefined;
  const known = read.get(family) ?? parse(family, line);
  read.set(family, known);
  return known;
}

function parse(family: string, line: string): readonly InstanceShape[] {
  const [architecture, ...sizes] = line.split(' ');
  return sizes.map((entry) => {
    const [size, ...numbers] = entry.split(':');
    const [vcpus = 0, memoryMiB = 0, gpus = 0, localStorageGB = 0] = numbers.map(Number);
    return {
      type: `${family}.${size}`,
      family,
      architecture: architecture === 'arm64' ? 'arm64' : 'x86_64',
      vcpus,
      memoryMiB,
      gpus,
      localStorageGB,
    };
  });
}
