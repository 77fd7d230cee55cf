import { type Review, type ReviewOptions, review } from '@batchwright/model/review';
import { type Json, type NamedTemplate, templateOf } from '@batchwright/model/template';

export type Resources = Readonly<Record<string, Json>>;

/** A template of one stack. */
export function stack(resources: Resources, name = 'App'): readonly NamedTemplate[] {
  const read = templateOf({ Resources: resources } as Json, name);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  return read.templates;
}

export const compare = (before: Resources, after: Resources, options?: ReviewOptions): Review =>
  review(stack(before), stack(after), options);

/** Rules of the hazards of a change, with the logical id. */
export const hazards = (before: Resources, after: Resources): readonly string[] =>
  compare(before, after).hazards.map(({ rule, resource }) => `${rule} ${resource.split('/')[1]}`);

type Properties = Readonly<Record<string, Json>>;

export const resource = (Type: string, Properties: Properties, more: Properties = {}): Json => ({
  Type,
  Properties,
  ...more,
});

/** A compute environment on EC2 whose updates are done in place. */
export const ec2 = (compute: Properties = {}, more: Properties = {}): Json =>
  resource('AWS::Batch::ComputeEnvironment', {
    Type: 'MANAGED',
    ReplaceComputeEnvironment: false,
    UpdatePolicy: { TerminateJobsOnUpdate: false, JobExecutionTimeoutMinutes: 60 },
    ComputeResources: {
      Type: 'EC2',
      AllocationStrategy: 'BEST_FIT_PROGRESSIVE',
      MaxvCpus: 16,
      InstanceTypes: ['default_x86_64'],
      Subnets: ['subnet-1'],
      ...compute,
    },
    ...more,
  });

export const fargate = (compute: Properties = {}, more: Properties = {}): Json =>
  resource('AWS::Batch::ComputeEnvironment', {
    Type: 'MANAGED',
    ReplaceComputeEnvironment: false,
    ComputeResources: { Type: 'FARGATE', MaxvCpus: 16, Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'], ...compute },
    ...more,
  });

export const queue = (more: Properties = {}): Json =>
  resource('AWS::Batch::JobQueue', {
    Priority: 1,
    ComputeEnvironmentOrder: [{ ComputeEnvironment: { Ref: 'Compute' }, Order: 1 }],
    ...more,
  });

export const definition = (seconds: number | undefined, more: Properties = {}): Json =>
  resource('AWS::Batch::JobDefinition', {
    Type: 'container',
    PlatformCapabilities: ['EC2'],
    ...(seconds === undefined ? {} : { Timeout: { AttemptDurationSeconds: seconds } }),
    ResourceRetentionPolicy: { SkipDeregisterOnUpdate: true },
    ...more,
  });
