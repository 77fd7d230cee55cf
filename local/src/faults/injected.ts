/**
 * Failures that the local service puts on jobs, as the service would have them. Shares are of attempts, from 0 to 1, and
 * add up to at most 1.
 */
export interface InjectedFailures {
  /**
   * Share of the attempts on Spot (compute environments `SPOT`, `FARGATE_SPOT`) that are reclaimed: SIGTERM, and SIGKILL
   * after the grace. On `SPOT` the attempt fails with the reason of a lost host, without an exit code. On
   * `FARGATE_SPOT` it has the exit code of the process, and a process that ends with 0 has succeeded, as it does there.
   * @default 0
   */
  readonly reclaim?: number | undefined;
  /** Share of the attempts that are killed for memory: exit code 137. @default 0 */
  readonly outOfMemory?: number | undefined;
  /** Share of the attempts whose image cannot be pulled: they never start. @default 0 */
  readonly imagePull?: number | undefined;
  /**
   * Milliseconds that an attempt has run when it is reclaimed or killed; one that has ended by then is spared.
   * @default 0, as soon as it has started, whatever it does
   */
  readonly afterMs?: number | undefined;
  /** Only attempts up to this number: with 1, every retry is spared. @default - all */
  readonly attempts?: number | undefined;
  /** Only jobs of this name; a `*` at its end stands for anything. @default - all */
  readonly jobName?: string | undefined;
  /**
   * Which attempts are met follows from it, from the job's name, from how many jobs of that name were submitted before,
   * from the child's index and from the number of the attempt: from nothing else, and so the same in every run.
   * @default 1
   */
  readonly seed?: number | undefined;
}

const RATES = ['reclaim', 'outOfMemory', 'imagePull'] as const;
export type FailureKind = (typeof RATES)[number];

/** What is wrong with the option; `undefined` when it is fine. */
export function injectedProblem(injected: InjectedFailures): string | undefined {
  for (const rate of RATES) {
    const value = injected[rate];
    if (value !== undefined && !(value >= 0 && value <= 1)) return `${rate}: expected 0 to 1, got ${value}`;
  }
  const sum = RATES.reduce((total, rate) => total + (injected[rate] ?? 0), 0);
  // Tenths do not add up exactly in binary.
  if (sum > 1 + 1e-9) return `the shares add up to ${sum}, expected at most 1`;
  const { afterMs = 0, attempts = 1, seed = 1 } = injected;
  if (!(afterMs >= 0 && Number.isFinite(afterMs))) return `afterMs: expected milliseconds, 0 or more, got ${afterMs}`;
  if (!(Number.isInteger(attempts) && attempts >= 1)) return `attempts: expected an integer from 1, got ${attempts}`;
  if (!Number.isSafeInteger(seed)) return `seed: expected an integer, got ${seed}`;
  return undefined;
}
