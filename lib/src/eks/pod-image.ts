import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, DependencyGroup } from 'constructs';

/**
 * The full name of an image, from wherever: an asset is built and pushed, one of ECR gets its address. Images want to let
 * the task's role pull them, and there is no task: nodes pull, with a role that may read all of the account's repositories.
 * So what an image grants goes to nobody.
 */
export function imageName(scope: Construct, id: string, image: ecs.ContainerImage): string {
  const at = new Construct(scope, `${id}Image`);
  const task = { obtainExecutionRole: () => NOBODY, executionRole: NOBODY };
  return image.bind(at, { taskDefinition: task, node: at.node } as unknown as ecs.ContainerDefinition).imageName;
}

/** Takes every grant and adds it to nothing. */
const NOBODY: iam.IPrincipal = {
  get grantPrincipal() {
    return NOBODY;
  },
  assumeRoleAction: 'sts:AssumeRole',
  policyFragment: new iam.PrincipalPolicyFragment({}),
  addToPrincipalPolicy: () => ({ statementAdded: true, policyDependable: new DependencyGroup() }),
};
