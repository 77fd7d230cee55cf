/**
 * Memory in MiB that each Fargate vCPU size may have. Source: API reference, `ResourceRequirement` (SDK 3.1138).
 */
const range = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);

export const FARGATE_MEMORY_MIB: ReadonlyMap<number, readonly number[]> = new Map([
  [0.25, [512, 1024, 2048]],
  [0.5, range(1024, 4096, 1024)],
  [1, range(2048, 8192, 1024)],
  [2, range(4096, 16_384, 1024)],
  [4, range(8192, 30_720, 1024)],
  [8, range(16_384, 61_440, 4096)],
  [16, range(32_768, 122_880, 8192)],
  [32, [61_440, 122_880, 249_856]],
]);

/** What is wrong with a Fargate size and the nearest that fits; `undefined` when it is fine. */
export function fargateSizeProblem(vcpus: number, memoryMiB: number): string | undefined {
  const allowed = FARGATE_MEMORY_MIB.get(vcpus);
  if (allowed === undefined) {
    return `Fargate has no size of ${vcpus} vCPU; expected one of ${[...FARGATE_MEMORY_MIB.keys()].join(', ')}`;
  }
  if (allowed.includes(memoryMiB)) return undefined;
  const nearest = allowed.find((size) => size >= memoryMiB);
  const advice = nearest === undefined ? 'take more vCPUs' : `take ${nearest} MiB`;
  return `Fargate with ${vcpus} vCPU cannot have ${memoryMiB} MiB; expected one of ${allowed.join(', ')} (${advice})`;
}
