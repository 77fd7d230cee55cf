import { type IManagedPolicy, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { substituted } from '../references';

/** A policy of AWS's own, in whichever partition, as one line of template. @param name - as in `service-role/…` */
export const awsManagedPolicy = (name: string): IManagedPolicy => {
  const policy = ManagedPolicy.fromAwsManagedPolicyName(name);
  return { ...policy, managedPolicyArn: substituted(policy.managedPolicyArn) };
};
