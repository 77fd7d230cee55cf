import { createHash } from 'node:crypto';
import { MAX_CONTRACT_NAME } from '@batchwright/model/contract';
import { type ComputeKind, LIMITS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { topStack } from '../stacks';

const HASH_CHARACTERS = 8;
/** Ends of the names of definitions. Those of EC2, and of Fargate beside them, are as they have always been. */
const MARKS: { readonly [Kind in ComputeKind]: string } = {
  EC2: '',
  FARGATE: '_fargate',
  MANAGED_INSTANCES: '_managed',
  EKS: '_eks',
};
/** Characters that a job's name and the mark of its kind need at most. */
const JOB_CHARACTERS = MAX_CONTRACT_NAME + MARKS.FARGATE.length;

/**
 * What the names of all job definitions of a platform begin with, and those of no other platform in the account: so that
 * one statement of a policy covers them however many there are.
 *
 * @param platform - the contract's name
 * @param construct - the platform; stack and path tell two platforms of one name apart
 */
export function definitionPrefix(platform: string, construct: Construct): string {
  const stack = topStack(construct);
  const stackName = Token.isUnresolved(stack.stackName) ? stack.node.path : stack.stackName;
  const hash = createHash('sha256').update(`${stackName}\n${construct.node.path}`).digest('hex');
  const room = LIMITS.nameCharacters - JOB_CHARACTERS - HASH_CHARACTERS - 2;
  return `${platform.slice(0, room)}-${hash.slice(0, HASH_CHARACTERS)}-`;
}

/**
 * Physical name of a job definition. Fixed, because the manifest, schedules and running services refer to it without a
 * revision. The underscore cannot be in a contract's name, so no two jobs share one.
 */
export const definitionName = (definitions: string, job: string, kind: ComputeKind): string =>
  `${definitions}${job}${MARKS[kind]}`;
