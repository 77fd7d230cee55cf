import type { AttemptDetail, EksAttemptDetail, JobDetail } from '@aws-sdk/client-batch';

/**
 * A job of any form as one of a single container: its worker's container and its attempts, where the service puts them for
 * those. In a job of several containers the worker is the first; of a job of several nodes the service tells the end of
 * the main node, and each node's log group is the same. A pod has no log stream.
 */
export function plainJob<Job extends Partial<JobDetail>>(job: Job): Job {
  const { ecsProperties, eksProperties, nodeProperties } = job;
  const attempts: (AttemptDetail & EksAttemptDetail)[] = [...(job.attempts ?? []), ...(job.eksAttempts ?? [])];
  return {
    ...job,
    container:
      job.container ??
      ecsProperties?.taskProperties?.[0]?.containers?.[0] ??
      eksProperties?.podProperties?.containers?.[0] ??
      nodeProperties?.nodeRangeProperties?.[0]?.container,
    attempts: attempts.map((attempt) => ({
      ...attempt,
      container: attempt.container ?? (attempt.taskProperties?.[0] ?? attempt).containers?.[0],
    })),
  };
}
