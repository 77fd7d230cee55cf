import {
  headParameter,
  queueArnFollows,
  WORKSPACE_BUCKET_FOLLOWS,
  WORKSPACE_KEY_FOLLOWS,
} from '@batchwright/model/contract';
import { CfnParameter, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * The head of another stack's manifest as it is at each deployment. CloudFormation reads the parameter, and takes the
 * values out of its text: there is no export between the stacks, and a queue that its owner has replaced is found by the
 * next deployment.
 */
export class LiveHead {
  private readonly text: string;

  constructor(platform: Construct, path: string) {
    const name = headParameter(path);
    this.text = new CfnParameter(platform, 'Head', {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: name,
      description: `Where the platform tells of itself: ${name}`,
    }).valueAsString;
  }

  queueArn(queue: string): string {
    return this.textAfter(queueArnFollows(queue));
  }

  get workspaceBucket(): string {
    return Fn.select(0, Fn.split('/', this.textAfter(WORKSPACE_BUCKET_FOLLOWS)));
  }

  get workspaceKey(): string {
    return this.textAfter(WORKSPACE_KEY_FOLLOWS);
  }

  /** What stands behind a text, up to the end of its JSON string. */
  private textAfter(before: string): string {
    return Fn.select(0, Fn.split('"', Fn.select(1, Fn.split(before, this.text))));
  }
}
