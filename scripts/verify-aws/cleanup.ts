/** What a run has made so far, as far as it must be undone. */
export interface Made {
  /** Whether a deployment was begun: what it left is not known before one looks. */
  readonly stack: boolean;
  readonly definitions: readonly string[];
  /** Jobs that may not have ended. */
  readonly jobs: readonly string[];
}

export type CleanupStep =
  | 'end jobs'
  | 'deregister definitions'
  | 'empty buckets'
  | 'destroy stack'
  | 'look what is left';

/**
 * What is undone, in this order: jobs write into buckets, so they end first; a bucket with objects in it cannot be
 * deleted, so it is emptied before its stack goes.
 *
 * @param keep - leave the stack
 */
export function planCleanup({ stack, definitions, jobs }: Made, keep: boolean): readonly CleanupStep[] {
  const steps: CleanupStep[] = [];
  if (jobs.length > 0) steps.push('end jobs');
  if (definitions.length > 0) steps.push('deregister definitions');
  if (stack && !keep) steps.push('empty buckets', 'destroy stack', 'look what is left');
  return steps;
}

/**
 * Takes all steps, also after one that failed.
 *
 * @returns what is left behind, a line each
 */
export async function cleanUp(
  steps: readonly CleanupStep[],
  take: (step: CleanupStep) => Promise<readonly string[]>,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const step of steps) {
    say(`Cleaning up: ${step} ...`);
    try {
      left.push(...(await take(step)));
    } catch (error) {
      left.push(`${step}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return left;
}
