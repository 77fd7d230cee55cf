import { METRIC_DIMENSION, METRIC_NAMESPACE, QUEUE_METRICS, type QueueMetric } from '@batchwright/model/service';
import type * as batch from 'aws-cdk-lib/aws-batch';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Problem } from '../checks';
import { queueName } from '../queues';

/** Statistic that says something about a metric of this unit. */
const STATISTIC = { Count: cloudwatch.Stats.SUM, Milliseconds: cloudwatch.Stats.AVERAGE } as const;

/** A metric of a queue, by the name that the service gives it. */
export function queueMetric(
  queue: batch.IJobQueue,
  name: QueueMetric,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    statistic: STATISTIC[QUEUE_METRICS[name]],
    ...options,
    dimensionsMap: { ...options.dimensionsMap, [METRIC_DIMENSION]: queueName(queue) },
  });
}

/** The compiler says so too. Widely quoted names, such as `JobsFailed`, do not exist: an alarm on one never fires. */
export function metricProblem(name: string): Problem | undefined {
  if (Object.hasOwn(QUEUE_METRICS, name)) return undefined;
  return {
    code: 'UNKNOWN_METRIC',
    message: `no metric is called "${name}"; AWS Batch publishes ${Object.keys(QUEUE_METRICS).join(', ')}`,
  };
}
