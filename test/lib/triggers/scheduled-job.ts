import {
  type BatchJob,
  BatchPlatform,
  Compute,
  defineJob,
  definePlatform,
  type ScheduleProps,
  unchecked,
} from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { emptyStack, jobProps } from '../fixture';
import { submittedBy } from './universal-target';

/** Any input that JSON can carry, and some that it cannot. */
export const report = defineJob('report', { input: unchecked<unknown>() });
export const reports = definePlatform('reports', { queues: ['urgent', 'nightly', 'shared'], jobs: [report] });
export type Queue = (typeof reports)['queues'][number];

/** A job on an EC2 queue, a Fargate queue and one with fair share. */
export function reportJob(
  props: Partial<Parameters<typeof jobProps>[0]> = {},
  at = emptyStack(),
): {
  readonly stack: Stack;
  readonly job: BatchJob<unknown, Queue>;
  readonly platform: BatchPlatform<Queue, 'report', string>;
} {
  const platform = new BatchPlatform(at.stack, 'Reports', {
    platform: reports,
    vpc: at.vpc,
    compute: { steady: Compute.onDemand({ maxvCpus: 16 }), light: Compute.fargate({ maxvCpus: 16 }) },
    queues: {
      urgent: { priority: 3, compute: ['steady'] },
      nightly: { priority: 2, compute: ['light'] },
      shared: { priority: 1, compute: ['steady'], shares: { science: 3, sales: 1 } },
    },
  });
  return { stack: at.stack, platform, job: platform.addJob(report, jobProps(props as never)) };
}

export const DAILY = ScheduleExpression.cron({ hour: '3', minute: '0' });

export const scheduleProps = (props: Partial<ScheduleProps<unknown, Queue>> = {}): ScheduleProps<unknown, Queue> => ({
  schedule: DAILY,
  input: { day: 'monday' },
  ...props,
});

interface Properties {
  readonly ScheduleExpression: unknown;
  readonly ScheduleExpressionTimezone: unknown;
  readonly FlexibleTimeWindow: unknown;
  readonly State: unknown;
  readonly StartDate?: unknown;
  readonly EndDate?: unknown;
  readonly Target: {
    readonly Arn: unknown;
    readonly RoleArn: unknown;
    readonly Input: unknown;
    readonly DeadLetterConfig: { readonly Arn: { readonly 'Fn::GetAtt': readonly [string, string] } };
    readonly RetryPolicy: unknown;
  };
}

/** The template of a job with one schedule, and the schedule's properties. */
export function scheduled(props: Parameters<typeof scheduleProps>[0] = {}, of = reportJob()) {
  const schedule = of.job.onSchedule('Nightly', scheduleProps(props));
  const template = Template.fromStack(of.stack);
  const [found] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  const properties = found?.Properties as Properties;
  return { ...of, schedule, template, found, properties, request: () => submittedBy(textOf(properties.Target.Input)) };
}

/** A text of a template; what only the deployment knows stands as `{Ref}` or `{Id.Attribute}`, by logical id. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[operation, operand]] = Object.entries(value) as [[string, unknown]];
  if (operation === 'Fn::Join') {
    const [separator, parts] = operand as [string, unknown[]];
    return parts.map(textOf).join(separator);
  }
  if (operation === 'Fn::GetAtt') return `{${(operand as string[]).join('.')}}`;
  if (operation === 'Ref') return `{${operand}}`;
  if (operation === 'Fn::Sub') return String(operand).replaceAll('${', '{');
  throw new Error(`not known here: ${operation}`);
}
