import { isRolePath, ROLE_PATH_RULE } from '@batchwright/model/service';
import { Aspects, CfnResource, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { type Problem, refuse } from '../checks';

/** What an organization demands of all roles. */
export interface RoleSettings {
  /**
   * Permissions boundary of every role that the platform makes, those of its jobs and triggers too. As with the CDK's own
   * `PermissionsBoundary.of(scope)`, which may be used instead.
   *
   * @default - none, or the scope's
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /**
   * Path of those roles and of their instance profiles, as in `/batch/`: it begins and ends with a slash. Changing it
   * replaces them.
   *
   * @default '/'
   */
  readonly rolePath?: string;
}

const WITH_PATH: readonly string[] = ['AWS::IAM::Role', 'AWS::IAM::InstanceProfile'];

export function setRoles(platform: IConstruct, { permissionsBoundary, rolePath }: RoleSettings): void {
  if (permissionsBoundary !== undefined) iam.PermissionsBoundary.of(platform).apply(permissionsBoundary);
  if (rolePath === undefined) return;
  refuse(platform, rolePathProblem(rolePath));
  Aspects.of(platform).add({
    visit: (node) => {
      if (!CfnResource.isCfnResource(node) || !WITH_PATH.includes(node.cfnResourceType)) return;
      const made = node as iam.CfnRole | iam.CfnInstanceProfile;
      made.path ??= rolePath;
    },
  });
}

function rolePathProblem(path: string): Problem | undefined {
  if (Token.isUnresolved(path) || isRolePath(path)) return undefined;
  return {
    code: 'INVALID_NAME',
    message: `rolePath is ${JSON.stringify(path)}; expected ${ROLE_PATH_RULE}, as in "/batch/"`,
  };
}
