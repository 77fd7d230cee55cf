import type { Behaviour } from './equivalence';
import { listOf, type Properties, type Resource, type TemplateView } from './template-view';

const queue = (view: TemplateView, priority: number): Properties =>
  view.one('AWS::Batch::JobQueue', ({ Priority }) => Priority === priority).properties;

const queues = (view: TemplateView): readonly Properties[] => [100, 50, 10].map((priority) => queue(view, priority));

/** Types of a queue's compute, in the order in which they are tried. */
const order = (view: TemplateView, priority: number): string =>
  [...queue(view, priority).ComputeEnvironmentOrder]
    .sort((a, b) => a.Order - b.Order)
    .map(({ ComputeEnvironment }) => view.target(ComputeEnvironment)?.properties.ComputeResources.Type)
    .join(' ');

const policy = (view: TemplateView): Properties =>
  view.target(queue(view, 50).SchedulingPolicyArn)?.properties.FairsharePolicy;

const definition = (view: TemplateView, kind: string): Properties =>
  view.one('AWS::Batch::JobDefinition', ({ PlatformCapabilities }) => PlatformCapabilities.includes(kind)).properties;

const definitions = (view: TemplateView): readonly Properties[] =>
  ['EC2', 'FARGATE'].map((kind) => definition(view, kind));

const size = ({ ContainerProperties }: Properties, type: string): number =>
  Number(ContainerProperties.ResourceRequirements.find(({ Type }: Properties) => Type === type).Value);

const role = (view: TemplateView, arn: unknown): Resource => {
  const found = view.target(arn);
  if (found?.type !== 'AWS::IAM::Role') throw new Error('expected a role');
  return found;
};

const workers = (view: TemplateView): readonly Resource[] =>
  definitions(view).map(({ ContainerProperties }) => role(view, ContainerProperties.JobRoleArn));

/** Buckets whose objects a role may treat so. */
const may = (view: TemplateView, worker: Resource, action: RegExp): ReadonlySet<string | undefined> =>
  new Set(
    view
      .statements(worker)
      .filter(({ effect, actions }) => effect === 'Allow' && actions.some((one) => action.test(one)))
      .flatMap(({ resources }) => resources.map((one) => view.target(one)?.id)),
  );

const bucketId = (view: TemplateView, name: RegExp): string =>
  view.one(
    'AWS::S3::Bucket',
    (properties) => properties.LoggingConfiguration !== undefined && name.test(idOf(view, properties)),
  ).id;

const idOf = (view: TemplateView, properties: Properties): string =>
  view.all('AWS::S3::Bucket').find((bucket) => bucket.properties === properties)?.id ?? '';

const rules = ({ RetryStrategy }: Properties): readonly Properties[] => listOf(RetryStrategy.EvaluateOnExit);

export const JOBS_AND_QUEUES: readonly Behaviour[] = [
  { name: 'there are three queues by priority', holds: (view) => queues(view).length === 3 },
  { name: 'urgent jobs run on demand, then on Spot', holds: (view) => order(view, 100) === 'EC2 SPOT' },
  { name: 'nightly jobs run on Spot, then on demand', holds: (view) => order(view, 50) === 'SPOT EC2' },
  { name: 'light jobs run on Fargate', holds: (view) => order(view, 10) === 'FARGATE' },
  {
    name: 'interactive work gets twice the share of nightly work',
    holds: (view) => {
      const weight = (name: string): number =>
        policy(view).ShareDistribution.find(({ ShareIdentifier }: Properties) => ShareIdentifier === name).WeightFactor;
      // A weight is the inverse of a share.
      return weight('nightly*') / weight('interactive') === 2;
    },
  },
  {
    name: 'fair share looks back an hour and reserves for shares that come later',
    holds: (view) => policy(view).ShareDecaySeconds === 3600 && policy(view).ComputeReservation === 10,
  },
  {
    name: 'jobs that can never run are cancelled after half an hour',
    holds: (view) =>
      queues(view).every(({ JobStateTimeLimitActions: actions }) =>
        ['COMPUTE_ENVIRONMENT_MAX_RESOURCE', 'JOB_RESOURCE_REQUIREMENT'].every((reason) =>
          actions.some(
            (one: Properties) =>
              one.Reason === `MISCONFIGURATION:${reason}` && one.State === 'RUNNABLE' && one.MaxTimeSeconds === 1800,
          ),
        ),
      ),
  },
  {
    name: 'jobs have their sizes',
    holds: (view) => {
      const [onEc2, onFargate] = definitions(view);
      const sizes = [onEc2, onFargate].flatMap((one) => [size(one, 'VCPU'), size(one, 'MEMORY')]);
      return sizes.join(' ') === '4 16384 1 2048';
    },
  },
  {
    name: 'images come from the repository',
    holds: (view) =>
      definitions(view).every(
        ({ ContainerProperties }) => view.target(ContainerProperties.Image)?.type === 'AWS::ECR::Repository',
      ),
  },
  {
    name: "a container's own files are read-only",
    holds: (view) =>
      definitions(view).every(({ ContainerProperties }) => ContainerProperties.ReadonlyRootFilesystem === true),
  },
  {
    name: 'no container has a public address',
    holds: (view) => definition(view, 'FARGATE').ContainerProperties.NetworkConfiguration.AssignPublicIp === 'DISABLED',
  },
  {
    name: 'there are three attempts',
    holds: (view) => definitions(view).every(({ RetryStrategy }) => RetryStrategy.Attempts === 3),
  },
  {
    name: 'a lost host and a failed image pull are tried again',
    holds: (view) =>
      ['Host EC2*', 'CannotPullContainer'].every((text) =>
        rules(definition(view, 'EC2')).some(
          ({ Action, OnStatusReason = '', OnReason = '' }) =>
            /retry/i.test(Action) && (OnStatusReason.startsWith(text) || OnReason.startsWith(text)),
        ),
      ),
  },
  {
    name: 'any other end is final',
    holds: (view) =>
      definitions(view).every((one) => {
        const { Action, OnReason, OnStatusReason } = rules(one).at(-1);
        return /exit/i.test(Action) && (OnReason === '*' || OnStatusReason === '*');
      }),
  },
  {
    name: 'an attempt ends after six hours, and after one on Fargate',
    holds: (view) =>
      definitions(view)
        .map(({ Timeout }) => Timeout.AttemptDurationSeconds)
        .join(' ') === '21600 3600',
  },
  {
    name: 'a job that is queued keeps its revision',
    holds: (view) =>
      definitions(view).every(({ ResourceRetentionPolicy }) => ResourceRetentionPolicy.SkipDeregisterOnUpdate === true),
  },
  {
    name: 'workers have roles that only tasks of this account can take',
    holds: (view) =>
      workers(view).every(({ properties }) =>
        listOf(properties.AssumeRolePolicyDocument.Statement).every(
          ({ Principal, Condition }) =>
            Principal.Service === 'ecs-tasks.amazonaws.com' &&
            Condition.StringEquals['aws:SourceAccount'] !== undefined,
        ),
      ),
  },
  {
    name: 'what starts a container is not what runs in it',
    holds: (view) =>
      definitions(view).every(
        ({ ContainerProperties: { JobRoleArn, ExecutionRoleArn } }) =>
          role(view, JobRoleArn).id !== role(view, ExecutionRoleArn).id,
      ),
  },
  {
    name: 'workers read the input and do not write it',
    holds: (view) => {
      const input = bucketId(view, /^Input/);
      return workers(view).every(
        (one) => may(view, one, /^s3:GetObject/).has(input) && !may(view, one, /^s3:(Put|Delete|\*)/).has(input),
      );
    },
  },
  {
    name: 'workers write the output',
    holds: (view) => workers(view).every((one) => may(view, one, /^s3:PutObject/).has(bucketId(view, /^Output/))),
  },
  {
    name: 'workers may use the key of the data',
    holds: (view) =>
      workers(view).every((one) => {
        const key = view.one('AWS::KMS::Key').id;
        return may(view, one, /^kms:Decrypt/).has(key) && may(view, one, /^kms:GenerateDataKey/).has(key);
      }),
  },
  {
    name: "each job's logs are encrypted, kept for a month, and there after the stack is gone",
    holds: (view) => {
      const groups = definitions(view).map(({ ContainerProperties }) =>
        view.target(ContainerProperties.LogConfiguration.Options['awslogs-group']),
      );
      return (
        new Set(groups.map((group) => group?.id)).size === 2 &&
        groups.every(
          (group) =>
            group?.properties.RetentionInDays === 30 &&
            view.target(group.properties.KmsKeyId)?.type === 'AWS::KMS::Key' &&
            group.deletionPolicy === 'Retain',
        )
      );
    },
  },
];
