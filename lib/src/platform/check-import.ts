import type { ManifestHead, Platform } from '@batchwright/model/contract';
import { Token } from 'aws-cdk-lib';
import type { Problem } from '../checks';
import type { Environment } from './grant-scope';

/** Whether a manifest is of the contract's platform and has its queues. */
export function headProblem(contract: Platform<string, string>, head: ManifestHead): Problem | undefined {
  if (head.platform !== contract.name) {
    return {
      code: 'INVALID_MANIFEST',
      message: `the manifest is of the platform "${head.platform}"; expected one of "${contract.name}"`,
    };
  }
  const missing = contract.queues.filter((queue) => !Object.hasOwn(head.queues, queue));
  if (missing.length === 0) return undefined;
  return {
    code: 'UNKNOWN_QUEUE',
    message:
      `the contract "${contract.name}" has the queues ${missing.join(', ')}, of which the manifest knows nothing; it has ` +
      `${Object.keys(head.queues).join(', ')}: deploy the platform first, then renew the manifest (the committed file, ` +
      'or cdk context --reset)',
  };
}

/** Where a platform is, if that is known to be elsewhere than the stack. */
export function otherEnvironment(stack: Environment, platform: Environment): Environment | undefined {
  const differs = (one: string, other: string): boolean =>
    !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
  return differs(stack.account, platform.account) || differs(stack.region, platform.region) ? platform : undefined;
}

/** Why something cannot be made in the stack of an imported platform. @param what - as in `the job "thumbnail"` */
export const elsewhereProblem = (what: string, { account, region }: Environment): Problem => ({
  code: 'OTHER_ENVIRONMENT',
  message:
    `${what} must be in the account and region of the platform, ${account} ${region}, because AWS Batch knows no others; ` +
    'give the stack that env: an app may deploy stacks into several accounts',
});
