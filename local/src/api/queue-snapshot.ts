import { doesNotExist, QUEUE_SNAPSHOT } from '@batchwright/model/service';
import type { BatchState } from '../state';
import type { Fields } from './fields';
import { refused } from './rejection';

/**
 * GetJobQueueSnapshot: the first RUNNABLE jobs in the order of their dispatch, and what the queue's jobs have in use.
 * Children of arrays stand in it by themselves, their parents never. It is always of this moment.
 */
export function getJobQueueSnapshot(batch: BatchState, fields: Fields): object {
  const named = fields.required('jobQueue');
  const queue = batch.jobQueue(named);
  if (queue === undefined) {
    throw refused(doesNotExist(named.startsWith('arn:') ? named : batch.arn('job-queue', named)));
  }
  const state = batch.engine.scheduler.placement.queue(queue.name);
  const lastUpdatedAt = batch.clock();
  const shares = state?.line.use();
  return {
    frontOfQueue: {
      jobs: (state?.line.front(QUEUE_SNAPSHOT.jobs) ?? []).map(({ job, since }) => ({
        jobArn: batch.arn('job', job.id),
        earliestTimeAtPosition: since,
      })),
      lastUpdatedAt,
    },
    queueUtilization: {
      totalCapacityUsage: [inUse(state?.usedvCpus ?? 0)],
      fairshareUtilization: shares && {
        activeShareCount: shares.length,
        topCapacityUtilization: shares
          .slice(0, QUEUE_SNAPSHOT.shares)
          .map(({ share, vcpus }) => ({ shareIdentifier: share, capacityUsage: [inUse(vcpus)] })),
      },
      lastUpdatedAt,
    },
  };
}

const inUse = (quantity: number): object => ({ capacityUnit: QUEUE_SNAPSHOT.capacityUnit, quantity });
