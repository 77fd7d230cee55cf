import { CancelJobCommand, TerminateJobCommand } from '@aws-sdk/client-batch';
import type { Case } from './case';

/** Heeds SIGTERM by ending at once; its own child would keep the shell waiting. */
const LONG = ['sleep', '600'];

export const STOPPING_CASES: readonly Case[] = [
  {
    id: 'terminate-running',
    holds: "a RUNNING job that is terminated is FAILED with the caller's reason, and is not tried again",
    standing: 'documented',
    jobs: 1,
    look: async (lab) => {
      const jobId = await lab.submit('long', LONG, { retryStrategy: { attempts: 2 } });
      await lab.until(jobId, 'RUNNING');
      await lab.batch.send(new TerminateJobCommand({ jobId, reason: 'verify terminates' }));
      const { job } = await lab.ended(jobId);
      const attempts = job.attempts?.length ?? 0;
      const as = job.status === 'FAILED' && job.statusReason === 'verify terminates' && attempts === 1;
      return {
        as,
        saw: `${job.status}: ${job.statusReason}, ${attempts} attempts, exit code ${job.container?.exitCode}`,
      };
    },
  },
  {
    id: 'cancel-running',
    holds: 'CancelJob of a RUNNING job is answered with 200, has no effect and sets no isCancelled',
    standing: 'unverified',
    jobs: 1,
    look: async (lab) => {
      const jobId = await lab.submit('runs-on', ['sleep', '10']);
      await lab.until(jobId, 'RUNNING');
      await lab.batch.send(new CancelJobCommand({ jobId, reason: 'verify cancels' }));
      const { job } = await lab.ended(jobId);
      const as = job.status === 'SUCCEEDED' && job.isCancelled !== true;
      return { as, saw: `${job.status}: ${job.statusReason}, isCancelled ${job.isCancelled}` };
    },
  },
  {
    id: 'terminate-pending',
    holds: "a PENDING job that is terminated becomes FAILED with the caller's reason, without an attempt",
    standing: 'documented',
    jobs: 1,
    look: async (lab) => {
      const before = await lab.submit('states', ['sleep', '2']);
      const jobId = await lab.submit('ok', ['true'], { dependsOn: [{ jobId: before }] });
      await lab.batch.send(new TerminateJobCommand({ jobId, reason: 'verify terminates' }));
      const { job } = await lab.ended(jobId);
      const as = job.status === 'FAILED' && job.statusReason === 'verify terminates' && !job.attempts?.length;
      return { as, saw: `${job.status}: ${job.statusReason}, ${job.attempts?.length ?? 0} attempts` };
    },
  },
  {
    id: 'stop-ended',
    holds: 'CancelJob and TerminateJob of a job that has ended are answered with 200, and change nothing',
    standing: 'unverified',
    jobs: 1,
    look: async (lab) => {
      const jobId = await lab.submit('ok', ['true']);
      const { job } = await lab.ended(jobId);
      await lab.batch.send(new CancelJobCommand({ jobId, reason: 'verify' }));
      await lab.batch.send(new TerminateJobCommand({ jobId, reason: 'verify' }));
      const after = await lab.describe(jobId);
      const as = after?.status === job.status && after?.statusReason === job.statusReason;
      return { as, saw: `${after?.status}: ${after?.statusReason}` };
    },
  },
];
