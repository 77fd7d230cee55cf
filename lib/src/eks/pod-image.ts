import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * The full name of an image, from wherever: an asset is built and pushed, one of ECR gets its address. Images want to know
 * the task that pulls them, and there is none: nodes pull, with their own role, which may read all of the account's
 * repositories. So the grant that an image makes goes to nobody.
 */
export function imageName(scope: Construct, id: string, image: ecs.ContainerImage): string {
  const at = new Construct(scope, `${id}Image`);
  const nobody = new iam.UnknownPrincipal({ resource: at });
  const role = { grantPrincipal: nobody, addToPrincipalPolicy: () => ({ statementAdded: true }) };
  const puller = {
    taskDefinition: { obtainExecutionRole: () => role, executionRole: role },
    node: at.node,
  } as unknown as ecs.ContainerDefinition;
  return image.bind(at, puller).imageName;
}
