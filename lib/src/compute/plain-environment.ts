import { ArnFormat, type CfnResource, Resource, Stack } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';

/** A compute environment for which the CDK has no construct of its own, or that exists already. */
export class PlainComputeEnvironment extends Resource implements batch.IComputeEnvironment {
  readonly computeEnvironmentArn: string;
  readonly computeEnvironmentName: string;
  readonly enabled = true;

  /** @param arn - its ARN, or what makes the resource below this construct */
  constructor(scope: Construct, id: string, arn: string | ((scope: Construct, id: string) => CfnResource)) {
    super(scope, id);
    this.computeEnvironmentArn =
      typeof arn === 'string' ? arn : arn(this, 'Resource').getAtt('ComputeEnvironmentArn').toString();
    const { resourceName } = Stack.of(this).splitArn(this.computeEnvironmentArn, ArnFormat.SLASH_RESOURCE_NAME);
    this.computeEnvironmentName = resourceName ?? '';
  }

  get computeEnvironmentRef(): { readonly computeEnvironmentArn: string } {
    return { computeEnvironmentArn: this.computeEnvironmentArn };
  }
}
