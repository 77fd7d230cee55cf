import type { BatchClient } from '@aws-sdk/client-batch';
import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC_DIMENSION, nameOf } from '@batchwright/model/service';
import { DEPTH_METRICS, DEPTH_NAMESPACE } from '../src/depth-probe/metrics';
import { type Counts, countQueue } from './count-queue';

export interface ProbeOptions {
  /** ARNs. */
  readonly queues: readonly string[];
  readonly batch: Pick<BatchClient, 'send'>;
  readonly metrics: Pick<CloudWatchClient, 'send'>;
  /** When the counts are from. */
  readonly now: Date;
  /** Ends the counting. What has not been counted whole is not published: a part of a depth looks like a small one. */
  readonly signal: AbortSignal;
}

/** So many queues at once: AWS Batch has one rate of requests for an account, which the submitters need too. */
const LANES = 4;

/**
 * Counts the queues and publishes each as soon as it is counted.
 *
 * @throws AggregateError about the queues that failed, after all others were published
 */
export async function probe({ queues, batch, metrics, now, signal }: ProbeOptions): Promise<void> {
  const todo = [...queues];
  const failures: Error[] = [];
  const lane = async (): Promise<void> => {
    for (let queue = todo.shift(); queue !== undefined; queue = todo.shift()) {
      try {
        await publish(metrics, queue, await countQueue(batch, queue, signal), now, signal);
      } catch (cause) {
        failures.push(new Error(`${nameOf(queue)}: ${cause instanceof Error ? cause.message : cause}`, { cause }));
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (failures.length === 0) return;
  const which = failures.map(({ message }) => message).join('; ');
  throw new AggregateError(failures, `${failures.length} of ${queues.length} queues could not be measured: ${which}`);
}

async function publish(
  metrics: Pick<CloudWatchClient, 'send'>,
  queue: string,
  counts: Counts,
  Timestamp: Date,
  abortSignal: AbortSignal,
): Promise<void> {
  const values = {
    [DEPTH_METRICS.pending]: counts.PENDING,
    [DEPTH_METRICS.runnable]: counts.RUNNABLE,
    [DEPTH_METRICS.starting]: counts.STARTING,
    [DEPTH_METRICS.running]: counts.RUNNING,
    [DEPTH_METRICS.waiting]: counts.SUBMITTED + counts.PENDING + counts.RUNNABLE,
  };
  const Dimensions = [{ Name: METRIC_DIMENSION, Value: nameOf(queue) }];
  const MetricData = Object.entries(values).map(([MetricName, Value]) => ({
    MetricName,
    Dimensions,
    Timestamp,
    Value,
    Unit: 'Count' as const,
  }));
  await metrics.send(new PutMetricDataCommand({ Namespace: DEPTH_NAMESPACE, MetricData }), { abortSignal });
}
