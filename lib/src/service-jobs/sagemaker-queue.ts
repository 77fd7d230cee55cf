import { IDLE_ASSIGNMENT, SAGEMAKER_TRAINING, SERVICE_TIME_LIMIT_REASONS } from '@batchwright/model/service';
import { Duration, Stack } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { refuse } from '../checks';
import { addStatements } from '../policy';
import { type FairShareProps, fairSharePolicy } from '../scheduling';
import { withoutInheritedTags } from '../tags';
import { trainingQueueProblem } from './check-queue';
import { type QuotaShareProps, quotaShare } from './quota-share';
import type { ServiceEnvironment } from './service-environment';

export interface SageMakerQueueProps extends FairShareProps {
  /** Queues of one environment are served from the highest priority down: a whole number from 0 to 1000. */
  readonly priority: number;
  /** Limits what runs at once. */
  readonly environment: ServiceEnvironment;
  /**
   * What each team or project has of an environment whose capacity is by instance type, by a name that submissions use: 1 to
   * 20.
   *
   * @default - none; an environment by instance type needs them, and any other has none
   */
  readonly quotaShares?: Readonly<Record<string, QuotaShareProps>>;
  /**
   * After this time at the head of the queue, a job that can never run (it wants more instances than the environment or its
   * quota share has) is terminated, so that those behind it may run. 10 minutes to 24 hours.
   *
   * @default Duration.minutes(30)
   */
  readonly terminateUnplaceableAfter?: Duration;
  /**
   * After this time at the head of the queue, a job for which SageMaker has no instances is terminated. 10 minutes to 24
   * hours.
   *
   * @default - never: it waits
   */
  readonly terminateWithoutCapacityAfter?: Duration;
}

const ANY_JOB = 'the id of a job is not known before it is submitted, and names no queue';

/**
 * A queue of SageMaker training jobs: `SubmitServiceJob` puts a `CreateTrainingJob` request into it, and AWS Batch makes the
 * training job when there is room. It stands by itself: such jobs have no job definition and no compute environment, so
 * they are no part of a {@link BatchPlatform} and its contract.
 *
 * @example
 * ```ts
 * const environment = new ServiceEnvironment(this, 'Gpus', { capacity: { 'ml.g6.xlarge': 8 } });
 * const queue = new SageMakerQueue(this, 'Training', {
 *   environment,
 *   priority: 10,
 *   quotaShares: {
 *     vision: { capacity: { 'ml.g6.xlarge': 5 }, sharing: 'LEND_AND_BORROW' },
 *     speech: { capacity: { 'ml.g6.xlarge': 3 }, sharing: 'LEND' },
 *   },
 * });
 * queue.grantSubmit(pipeline, trainingRole);
 * ```
 */
export class SageMakerQueue extends Construct {
  /** What `SubmitServiceJob` is told as `jobQueue`. */
  readonly jobQueueArn: string;
  /** ARNs of the quota shares, by their names. */
  readonly quotaShareArns: Readonly<Record<string, string>>;

  /** @throws {@link PlatformError} `OUT_OF_RANGE`, `INVALID_QUOTA_SHARE`, `INVALID_CAPACITY`, `INVALID_SHARES`, ... */
  constructor(scope: Construct, id: string, props: SageMakerQueueProps) {
    super(scope, id);
    refuse(this, trainingQueueProblem(props));
    props.environment.attach(this.node.path);
    const { policyArn, kind } = this.policy(props);
    // In the id: the service neither gives a scheduling policy to a queue nor takes one from it, and kinds stay what they are.
    const queue = new batch.CfnJobQueue(this, `${kind}Queue`, {
      jobQueueType: SAGEMAKER_TRAINING,
      state: 'ENABLED',
      priority: props.priority,
      serviceEnvironmentOrder: [{ order: 1, serviceEnvironment: props.environment.serviceEnvironmentArn }],
      ...(policyArn === undefined ? {} : { schedulingPolicyArn: policyArn }),
      jobStateTimeLimitActions: timeLimits(props),
    });
    withoutInheritedTags(queue, 'Tags');
    this.jobQueueArn = queue.attrJobQueueArn;
    const shares = new Construct(this, 'QuotaShares');
    this.quotaShareArns = Object.fromEntries(
      Object.entries(props.quotaShares ?? {}).map(([name, share]) => [
        name,
        quotaShare(shares, this.jobQueueArn, name, share).attrQuotaShareArn,
      ]),
    );
  }

  /**
   * Lets somebody submit training jobs to this queue, to all its quota shares.
   *
   * @param trainingRole - the role that the training jobs run as, which the submitter hands to SageMaker
   */
  grantSubmit(grantee: iam.IGrantable, trainingRole: iam.IRole): void {
    addStatements(grantee, [
      {
        actions: ['batch:SubmitServiceJob'],
        resources: [this.jobQueueArn, ...Object.values(this.quotaShareArns), this.jobs()],
        wildcard: ANY_JOB,
      },
      { actions: ['batch:TagResource'], resources: [this.jobs()], wildcard: ANY_JOB },
      {
        actions: ['iam:PassRole'],
        resources: [trainingRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      },
    ]);
  }

  /** Lets somebody see training jobs, and what this queue has at its head. */
  grantWatch(grantee: iam.IGrantable): void {
    addStatements(grantee, [
      {
        actions: ['batch:DescribeServiceJob', 'batch:ListServiceJobs'],
        resources: ['*'],
        wildcard: 'the service has no resource to confine these operations to',
      },
      { actions: ['batch:GetJobQueueSnapshot'], resources: [this.jobQueueArn] },
    ]);
  }

  /** Lets somebody end training jobs: any of the account, because the service knows no narrower resource. */
  grantTerminate(grantee: iam.IGrantable): void {
    addStatements(grantee, [{ actions: ['batch:TerminateServiceJob'], resources: [this.jobs()], wildcard: ANY_JOB }]);
  }

  private jobs(): string {
    return Stack.of(this).formatArn({ service: 'batch', resource: 'service-job', resourceName: '*' });
  }

  private policy(props: SageMakerQueueProps): { readonly policyArn?: string; readonly kind: string } {
    const fairShare = fairSharePolicy(this, '', props);
    if (fairShare !== undefined) return { policyArn: fairShare.schedulingPolicyArn, kind: 'FairShare' };
    if (props.environment.quotas === undefined) return { kind: '' };
    const quotas = new batch.CfnSchedulingPolicy(this, 'Quotas', {
      quotaSharePolicy: { idleResourceAssignmentStrategy: IDLE_ASSIGNMENT },
    });
    withoutInheritedTags(quotas, 'Tags');
    return { policyArn: quotas.attrArn, kind: 'Quota' };
  }
}

function timeLimits(props: SageMakerQueueProps): batch.CfnJobQueue.JobStateTimeLimitActionProperty[] {
  const { capacity, misconfiguration, quota } = SERVICE_TIME_LIMIT_REASONS;
  const unplaceable = [...misconfiguration, ...(props.environment.quotas === undefined ? [] : quota)];
  const actions = (reasons: readonly string[], limit: Duration) =>
    reasons.map((reason) => ({ action: 'TERMINATE', maxTimeSeconds: limit.toSeconds(), reason, state: 'RUNNABLE' }));
  return [
    ...actions(unplaceable, props.terminateUnplaceableAfter ?? Duration.minutes(30)),
    ...(props.terminateWithoutCapacityAfter === undefined
      ? []
      : actions(capacity, props.terminateWithoutCapacityAfter)),
  ];
}
