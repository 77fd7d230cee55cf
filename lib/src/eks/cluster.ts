import { isBatchNamespace } from '@batchwright/model/service';
import { Fn, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Problem } from '../checks';

/** What must be known of a cluster. The L2s of the CDK have it, made and imported ones. */
export interface EksCluster {
  /** The cluster's ARN. */
  readonly clusterArn: string;
  /** The cluster's own group, by which nodes and the control plane reach each other. */
  readonly clusterSecurityGroup: ec2.ISecurityGroup;
}

/** Whether Batch has an access entry of the cluster made for itself; see the page on EKS compute. */
export type EksAccessEntry = 'ENABLED' | 'DISABLED' | 'INHERIT_FROM_CLUSTER';

export interface EksPlace {
  /** An Amazon EKS cluster in the platform's VPC: one of `aws-eks`, or its two properties. */
  readonly cluster: EksCluster;
  /** Namespace of the jobs, which has to be there: not `default`, and none of `kube-`. Changing it makes a new environment. */
  readonly namespace: string;
  /**
   * Access entry through which Batch reaches the cluster. All compute environments of a cluster have to agree.
   *
   * @default - `aws-auth`, or, on a cluster that has only access entries, one that Batch makes
   */
  readonly accessEntry?: EksAccessEntry;
  /**
   * Role of the nodes. One of yours has to be known to the cluster, and to have the policies of a node.
   *
   * @default - one of the platform's, which joins through an access entry: the cluster's authentication mode must be `API`
   * or `API_AND_CONFIG_MAP`
   */
  readonly nodeRole?: iam.IRole;
}

/** A cluster's name, out of its ARN. */
export const clusterName = (clusterArn: string): string =>
  Token.isUnresolved(clusterArn) ? Fn.select(1, Fn.split('/', clusterArn)) : (clusterArn.split('/')[1] ?? clusterArn);

/** What is wrong with where an EKS compute environment is. */
export function eksProblem({ cluster, namespace }: EksPlace): Problem | undefined {
  if (!Token.isUnresolved(cluster.clusterArn) && !/^arn:[^:]+:eks:[^:]*:[^:]*:cluster\/.+$/.test(cluster.clusterArn)) {
    return {
      code: 'INVALID_CLUSTER',
      message: `cluster.clusterArn is ${JSON.stringify(cluster.clusterArn)}; expected arn:aws:eks:…:cluster/…`,
    };
  }
  if (Token.isUnresolved(namespace) || isBatchNamespace(namespace)) return undefined;
  return {
    code: 'INVALID_CLUSTER',
    message:
      `namespace is ${JSON.stringify(namespace)}; expected up to 63 lower-case letters, digits and hyphens, not "default" ` +
      'and not beginning with "kube-"',
  };
}
