import { BATCH_ENV } from '@batchwright/model/contract';
import type { Launch } from './runner';

/** The variables that the service itself sets for an attempt. */
export function batchEnvironment(launch: Launch): Record<string, string> {
  return {
    [BATCH_ENV.JOB_ID]: launch.jobId,
    [BATCH_ENV.JOB_ATTEMPT]: String(launch.attempt),
    [BATCH_ENV.QUEUE_NAME]: launch.queue,
    [BATCH_ENV.COMPUTE_ENVIRONMENT_NAME]: launch.computeEnvironment,
    ...(launch.array && {
      [BATCH_ENV.ARRAY_INDEX]: String(launch.array.index),
      [BATCH_ENV.ARRAY_SIZE]: String(launch.array.size),
    }),
  };
}
