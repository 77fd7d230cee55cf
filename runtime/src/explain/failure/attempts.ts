import type { JobDetail } from '@aws-sdk/client-batch';
import { classify } from '../../failures';
import { timesOf } from '../../watch';
import type { ExplainedAttempt } from './explanation';

/** How each attempt ended. @param job - as one of a single container, see `plainJob` */
export function explainAttempts(job: JobDetail): readonly ExplainedAttempt[] {
  const attempts = job.attempts ?? [];
  return attempts.map((attempt, i) => {
    const last = i === attempts.length - 1;
    const { exitCode, reason } = attempt.container ?? {};
    const statusReason = attempt.statusReason ?? (last ? job.statusReason : undefined);
    const succeeded = last && job.status === 'SUCCEEDED';
    // Whoever cancelled the job stopped its last attempt; those before ended by themselves.
    const stopped = last ? { isCancelled: job.isCancelled, isTerminated: job.isTerminated } : {};
    const { code } = classify({
      jobId: job.jobId,
      timeout: job.timeout,
      container: { ...job.container, exitCode, reason },
      statusReason,
      attempts: [attempt],
      ...stopped,
    });
    const { startedAt, stoppedAt } = timesOf(attempt);
    return {
      number: i + 1,
      code: succeeded ? undefined : code,
      exitCode,
      reason,
      statusReason,
      startedAt,
      stoppedAt,
    };
  });
}
