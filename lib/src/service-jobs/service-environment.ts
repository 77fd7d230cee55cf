import { SAGEMAKER_TRAINING } from '@batchwright/model/service';
import * as batch from 'aws-cdk-lib/aws-batch';
import { Construct } from 'constructs';
import { refuse } from '../checks';
import { capacityLimits, countProblem, countsProblem, type InstanceCounts } from './capacity';

export interface ServiceEnvironmentProps {
  /**
   * Most instances that the training jobs of its queues have at once: a number, whatever their types; or numbers by type,
   * which is quota management: then there is one queue, and each job belongs to one of its quota shares.
   *
   * Going from one to the other makes a new environment, and new queues on it.
   */
  /** What may run at once, as it was given. */
  readonly capacity: number | InstanceCounts;
}

/**
 * How much of SageMaker AI the training jobs of some queues may use. It holds no capacity itself: it is a limit, and the
 * account's own quotas for SageMaker training apply beside it.
 */
export class ServiceEnvironment extends Construct {
  /** ARN of the service environment. */
  readonly serviceEnvironmentArn: string;
  readonly capacity: number | InstanceCounts;
  private readonly queues: string[] = [];

  /** @throws {@link PlatformError} `INVALID_CAPACITY`, `OUT_OF_RANGE` */
  constructor(scope: Construct, id: string, { capacity }: ServiceEnvironmentProps) {
    super(scope, id);
    refuse(
      this,
      typeof capacity === 'number' ? countProblem('capacity', capacity) : countsProblem('capacity', capacity),
    );
    this.capacity = typeof capacity === 'number' ? capacity : { ...capacity };
    // The kind of units is in the id: queues with and without quota management cannot be made into each other.
    const resource = new batch.CfnServiceEnvironment(this, this.quotas === undefined ? 'Resource' : 'Quotas', {
      serviceEnvironmentType: SAGEMAKER_TRAINING,
      capacityLimits: capacityLimits(this.capacity),
    });
    this.serviceEnvironmentArn = resource.attrServiceEnvironmentArn;
  }

  /** Numbers of instances by type; `undefined` without quota management. */
  get quotas(): InstanceCounts | undefined {
    return typeof this.capacity === 'number' ? undefined : this.capacity;
  }

  /** @internal */
  attach(queue: string): void {
    const [first] = this.queues;
    if (first !== undefined && this.quotas !== undefined) {
      refuse(this, {
        code: 'INVALID_QUOTA_SHARE',
        message: `has quota management and two queues, ${first} and ${queue}; expected one: divide its capacity by quota shares`,
      });
    }
    this.queues.push(queue);
  }
}
