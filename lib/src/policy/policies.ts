import { CfnManagedPolicy, CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { Dependable, type IConstruct, type IDependable } from 'constructs';

/**
 * The policies of a role, those added later too, as something to wait for. Whoever refers to a role waits for the role by
 * that; its policies are resources of their own, to which nothing refers.
 */
export function policiesOf(role: IConstruct): IDependable {
  const policies = {};
  Dependable.implement(policies, {
    get dependencyRoots() {
      return role.node.findAll().filter((one) => one instanceof CfnPolicy || one instanceof CfnManagedPolicy);
    },
  });
  return policies;
}
