import { QUEUE_METRICS, type QueueMetric } from '@batchwright/model/service';
import { Aws, Duration, type Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { align, genomesPlatform, jobProps, only, refusal } from '../fixture';

function platformWithJob() {
  const of = genomesPlatform();
  of.platform.addJob(align, jobProps());
  return of;
}

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Record<string, never> & { readonly metrics?: string[][]; readonly alarms?: string[] };
}

/** Names of the resources in place of references to them. */
function widgetsOf(stack: Stack): readonly Widget[] {
  const body = (only(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard') as { DashboardBody: unknown })
    .DashboardBody;
  const [, parts] = (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  const text = parts.map((part) =>
    typeof part === 'string' ? part : JSON.stringify(part).replace(/[^A-Za-z0-9]/g, ''),
  );
  return JSON.parse(text.join('')).widgets;
}

test('a dashboard has a row for each queue, by the names that Batch publishes', () => {
  const { platform, stack } = platformWithJob();
  platform.dashboard('Dashboard');
  const widgets = widgetsOf(stack);
  expect(
    widgets.map(({ type, properties }) => `${type} ${(properties as { title?: string }).title ?? ''}`.trim()),
  ).toEqual([
    'metric urgent: jobs moved; longest attempts (ms, right)',
    'metric nightly: jobs moved; longest attempts (ms, right)',
  ]);
  for (const { properties } of widgets.filter(({ type }) => type === 'metric')) {
    expect(properties.metrics?.[0]?.slice(0, 1)).toEqual(['AWS/Batch']);
    for (const [at, line] of (properties.metrics ?? []).entries()) {
      expect(Object.keys(QUEUE_METRICS)).toContain(line[1]);
      const unit = QUEUE_METRICS[line[1] as QueueMetric];
      const right = unit === 'Milliseconds' ? [{ stat: 'Maximum', yAxis: 'right' }] : [];
      if (at > 0) expect(line).toEqual(['.', line[1], '.', '.', ...right]);
    }
    expect(properties.metrics?.[0]?.[2]).toBe('JobQueueName');
  }
});

test('a dashboard shows the depth, the alarms and the failures that are made after it', () => {
  const { platform, stack } = platformWithJob();
  platform.dashboard('Dashboard', { period: Duration.minutes(1) });
  platform.depthProbe({ queues: ['urgent'] });
  const alarms = platform.alarms('Ops', { notify: new Topic(stack, 'Topic') });
  platform.eventHistory('History');
  const widgets = widgetsOf(stack);
  const titled = (title: string) =>
    widgets.find(({ properties }) => (properties as { title?: string }).title === title);
  expect(titled('urgent: jobs')?.properties.metrics?.map(([namespace, name]) => [namespace, name])).toEqual([
    ['Batchwright', 'JobsPending'],
    ['.', 'JobsRunnable'],
    ['.', 'JobsStarting'],
    ['.', 'JobsRunning'],
    ['.', 'JobsWaiting'],
  ]);
  expect(titled('nightly: jobs')).toBeUndefined();
  expect(titled('Alarms')?.properties.alarms).toHaveLength(alarms.all.length);
  expect(titled('Failures')?.properties).toMatchObject({
    query: expect.stringMatching(/^SOURCE '.*HistoryLog.*' \| filter detail/),
  });
  expect(titled('urgent: jobs moved; longest attempts (ms, right)')?.properties).toMatchObject({ period: 60 });
});

test('no two widgets of a dashboard overlap, and those of the user go below', () => {
  const { platform, stack } = platformWithJob();
  const dashboard = platform.dashboard('Dashboard', { queues: ['urgent'], dashboardName: 'genomes' });
  platform.alarms('Ops', { notify: new Topic(stack, 'Topic') });
  dashboard.addWidgets(new TextWidget({ markdown: 'own' }));
  const widgets = widgetsOf(stack);
  const cells = widgets.flatMap(({ x, y, width, height }) =>
    Array.from({ length: width * height }, (_, at) => `${x + (at % width)}/${y + Math.floor(at / width)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(widgets.at(-1)?.properties).toMatchObject({ markdown: 'own' });
  expect(only(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard')).toMatchObject({ DashboardName: 'genomes' });
});

test('a dashboard is small: a queue takes less than three quarters of a kilobyte of the template', () => {
  const size = (queues: readonly ('urgent' | 'nightly')[]) => {
    const { platform, stack } = platformWithJob();
    platform.dashboard('Dashboard', { queues });
    return JSON.stringify(only(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard')).length;
  };
  expect(size(['urgent', 'nightly']) - size(['urgent'])).toBeLessThan(750);
});

test('refuses a queue that there is not', () => {
  const { platform } = platformWithJob();
  expect(refusal(() => platform.dashboard('D', { queues: ['weekly' as 'urgent'] }))).toMatchObject({
    code: 'UNKNOWN_QUEUE',
    path: 'Test/Genomes/Dashboards/D',
  });
});

test.each([
  ['parts of a minute', Duration.seconds(90), /period is 90 seconds; expected whole minutes/],
  ['a period that only the deployment knows', Duration.hours(Token.asNumber(Aws.NO_VALUE)), /period is a token/],
])('refuses %s', (_what, period, message) => {
  const { platform } = platformWithJob();
  expect(refusal(() => platform.dashboard('D', { period }))).toMatchObject({
    code: 'OUT_OF_RANGE',
    path: 'Test/Genomes/Dashboards/D',
    message: expect.stringMatching(message),
  });
});
