import { QUEUE_METRICS, type QueueMetric } from '@batchwright/model/service';
import { Duration } from 'aws-cdk-lib';
import { genomesPlatform, refusal } from '../fixture';

/** A metric as an alarm or dashboard renders it. */
const rendered = (
  name: QueueMetric,
  options?: Parameters<ReturnType<typeof genomesPlatform>['platform']['metric']>[2],
) => genomesPlatform().platform.metric('urgent', name, options).toMetricConfig().metricStat;

test('a count is summed', () => {
  expect(rendered('JobsMovedToFailed')).toMatchObject({
    namespace: 'AWS/Batch',
    metricName: 'JobsMovedToFailed',
    statistic: 'Sum',
    period: Duration.minutes(5),
  });
});

test('a duration is averaged', () => {
  expect(rendered('JobAttemptExecutionDuration')).toMatchObject({ statistic: 'Average' });
});

test('every metric has a statistic that fits its unit', () => {
  for (const [name, unit] of Object.entries(QUEUE_METRICS)) {
    expect([name, rendered(name as QueueMetric)?.statistic]).toEqual([name, unit === 'Count' ? 'Sum' : 'Average']);
    expect(name.endsWith('Duration')).toBe(unit === 'Milliseconds');
  }
});

test('the only dimension is the name of the queue, which is a part of its ARN', () => {
  const { platform, stack } = genomesPlatform();
  const dimensions = platform.metric('nightly', 'JobsSubmitted').toMetricConfig().metricStat?.dimensions ?? [];
  expect(dimensions.map(({ name }) => name)).toEqual(['JobQueueName']);
  expect(stack.resolve(dimensions[0]?.value)).toEqual({
    'Fn::Select': [1, { 'Fn::Split': ['/', stack.resolve(platform.queues.nightly.jobQueueArn)] }],
  });
});

test('options replace the defaults, and never the queue', () => {
  expect(
    rendered('JobAttemptDuration', {
      statistic: 'p90',
      period: Duration.minutes(1),
      label: 'slow',
      dimensionsMap: { JobQueueName: 'other' },
    }),
  ).toMatchObject({
    statistic: 'p90',
    period: Duration.minutes(1),
    dimensions: [{ name: 'JobQueueName', value: expect.stringContaining('Token') }],
  });
});

test('refuses a metric that the service does not publish', () => {
  const { platform } = genomesPlatform();
  expect(refusal(() => platform.metric('urgent', 'JobQueueDepth' as QueueMetric))).toMatchObject({
    code: 'UNKNOWN_METRIC',
    path: 'Test/Genomes',
    message: expect.stringContaining('no metric is called "JobQueueDepth"; AWS Batch publishes JobsSubmitted, '),
  });
  expect(refusal(() => platform.metric('urgent', 'toString' as QueueMetric)).code).toBe('UNKNOWN_METRIC');
});

test('refuses a queue that the platform does not have', () => {
  const { platform } = genomesPlatform();
  expect(refusal(() => platform.metric('weekly' as 'urgent', 'JobsSubmitted'))).toMatchObject({
    code: 'UNKNOWN_QUEUE',
    message: expect.stringContaining('queues names "weekly"; expected some of urgent, nightly'),
  });
});
