import {
  ENCRYPTION_KEY,
  NAME_ENDS,
  nameFollows,
  namesParameter,
  queueKey,
  WORKSPACE_KEY,
} from '@batchwright/model/contract';
import { CfnParameter, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Names of another stack's platform as they are at each deployment. CloudFormation reads the parameter, and takes them out
 * of its text: there is no export between the stacks, and a queue that its owner has replaced is found by the next
 * deployment.
 */
export class LiveNames {
  private readonly text: string;

  constructor(platform: Construct, path: string) {
    const name = namesParameter(path);
    this.text = new CfnParameter(platform, 'Names', {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: name,
      description: `Where the platform tells its names: ${name}`,
    }).valueAsString;
  }

  queueArn(queue: string): string {
    return this.take(queueKey(queue));
  }

  get workspaceBucket(): string {
    return this.take(WORKSPACE_KEY);
  }

  get workspaceKey(): string {
    return this.take(ENCRYPTION_KEY);
  }

  private take(key: string): string {
    return Fn.select(0, Fn.split(NAME_ENDS, Fn.select(1, Fn.split(nameFollows(key), this.text))));
  }
}
