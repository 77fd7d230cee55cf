import { CONSUMABLE_LIMITS, type ConsumableType } from '@batchwright/model/service';
import { Stack } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { refuse, resourceNameProblem, wholeNumber } from '../checks';
import { addStatements } from '../policy';

/** A consumable resource, from wherever: ours, the CDK's own construct, or `{ consumableResourceArn: 'arn:…' }`. */
export interface IConsumableResource {
  /** Its ARN. */
  readonly consumableResourceArn: string;
}

export interface ConsumableResourceProps {
  /** How much there is in all, for example seats of a license: a whole number from 0. */
  readonly total: number;
  /**
   * `REPLENISHABLE`: jobs give back what they took when they end. `NON_REPLENISHABLE`: what is taken is used up, until
   * somebody raises the total. Changing it makes a new resource, which jobs use from their next revision on; those that are
   * queued wait for the old one, which is gone.
   *
   * @default 'REPLENISHABLE'
   */
  readonly type?: ConsumableType;
  /**
   * Physical name, by which other stacks and accounts' tools know it: letters, digits, hyphens and underscores. CloudFormation
   * cannot change the type of a resource that has one.
   *
   * @default - CloudFormation's
   */
  readonly name?: string;
}

/**
 * Something other than compute that jobs need and that there is only so much of: license seats, connections of a database,
 * calls to a rate-limited service. The service starts a job only when all that it consumes is there; until then it waits
 * at the head of its queue.
 *
 * @example
 * ```ts
 * const seats = new ConsumableResource(this, 'Seats', { total: 20 });
 * platform.addJob(simulate, { …, consumes: [{ resource: seats, quantity: 1 }] });
 * ```
 */
export class ConsumableResource extends Construct implements IConsumableResource {
  /**
   * A resource of this account and region that something else made.
   *
   * @throws {@link PlatformError} `INVALID_NAME`
   */
  static fromName(scope: Construct, name: string): IConsumableResource {
    refuse(scope, resourceNameProblem('name', name));
    const resource = { service: 'batch', resource: 'consumable-resource', resourceName: name };
    return { consumableResourceArn: Stack.of(scope).formatArn(resource) };
  }

  readonly consumableResourceArn: string;
  /** How much there is in all when it is deployed. */
  readonly total: number;
  /** Whether what a job took comes back. */
  readonly type: ConsumableType;

  /** @throws {@link PlatformError} `OUT_OF_RANGE`, `INVALID_NAME` */
  constructor(scope: Construct, id: string, props: ConsumableResourceProps) {
    super(scope, id);
    refuse(this, wholeNumber('total', props.total, CONSUMABLE_LIMITS.totalQuantity));
    refuse(this, resourceNameProblem('name', props.name));
    this.type = props.type ?? 'REPLENISHABLE';
    // In the id, because CloudFormation replaces the resource when the type changes.
    const resource = new batch.CfnConsumableResource(this, this.type === 'REPLENISHABLE' ? 'Resource' : 'UsedUp', {
      resourceType: this.type,
      totalQuantity: props.total,
      ...(props.name === undefined ? {} : { consumableResourceName: props.name }),
    });
    this.consumableResourceArn = resource.attrConsumableResourceArn;
    this.total = props.total;
  }

  /** Lets somebody see how much is free, and which jobs want it. */
  grantRead(grantee: iam.IGrantable): void {
    this.grant(grantee, ['batch:DescribeConsumableResource', 'batch:ListJobsByConsumableResource']);
  }

  /** Lets somebody change the total, for example to refill what is used up. A deployment changes it only when `total` does. */
  grantUpdate(grantee: iam.IGrantable): void {
    this.grant(grantee, ['batch:DescribeConsumableResource', 'batch:UpdateConsumableResource']);
  }

  private grant(grantee: iam.IGrantable, actions: readonly string[]): void {
    addStatements(grantee, [{ actions, resources: [this.consumableResourceArn] }]);
  }
}
