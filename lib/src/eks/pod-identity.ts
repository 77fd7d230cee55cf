import { CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { clusterName, type EksPlace } from './cluster';

/** The clusters among some compute, where it is known. */
export const eksPlaces = (compute: readonly object[]): readonly EksPlace[] =>
  compute.flatMap((one) => ('eks' in one && one.eks !== undefined ? [one.eks as EksPlace] : []));

/**
 * Gives the worker's role to a service account, by EKS Pod Identity: no provider of identities, and nothing to write into
 * the cluster. A role that the user gave has to trust `pods.eks.amazonaws.com` itself.
 * Source: EKS User Guide, "Learn how EKS Pod Identity grants pods access to AWS services".
 */
export function identifyPods(
  job: Construct,
  places: readonly EksPlace[],
  serviceAccount: string,
  role: iam.IRole,
): void {
  if (role instanceof iam.Role) {
    role.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('pods.eks.amazonaws.com')],
        actions: ['sts:AssumeRole', 'sts:TagSession'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(job).account } },
      }),
    );
  }
  const seen: string[] = [];
  for (const { cluster, namespace } of places) {
    const key = `${cluster.clusterArn} ${namespace}`;
    if (seen.includes(key)) continue;
    seen.push(key);
    new CfnResource(job, `PodIdentity${seen.length === 1 ? '' : seen.length}`, {
      type: 'AWS::EKS::PodIdentityAssociation',
      properties: {
        ClusterName: clusterName(cluster.clusterArn),
        Namespace: namespace,
        ServiceAccount: serviceAccount,
        RoleArn: role.roleArn,
      },
    });
  }
}
