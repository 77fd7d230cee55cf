import type { BatchClient } from '@aws-sdk/client-batch';
import type { Asking } from '../asking';

type Settings = Pick<BatchClient['config'], 'region' | 'credentials'> & { readonly endpoint?: string };

/** Loads a package that need not be installed, and makes its client once. */
function lazy<Module, Made>(
  asking: Asking,
  operations: string,
  name: string,
  load: () => Promise<Module>,
  make: (module: Module) => Made,
): () => Promise<Made | undefined> {
  let made: Promise<Made | undefined> | undefined;
  return () => {
    made ??= load().then(make, () => {
      asking.skip(operations, `the package ${name} is not installed: npm install ${name}`);
      return undefined;
    });
    return made;
  };
}

/**
 * Clients of the services beside Batch. Their packages are large (that of EC2 has 28 MB) and optional: whoever has not
 * installed one goes without its answers.
 */
export function otherClients(asking: Asking, client: BatchClient, endpoint: string | undefined) {
  const { region, credentials } = client.config;
  const settings: Settings = { region, credentials, ...(endpoint === undefined ? {} : { endpoint }) };
  return {
    ec2: lazy(
      asking,
      'ec2:Describe*',
      '@aws-sdk/client-ec2',
      () => import('@aws-sdk/client-ec2'),
      (sdk) => ({ sdk, client: new sdk.EC2Client(settings) }),
    ),
    ecs: lazy(
      asking,
      'ecs:DescribeContainerInstances',
      '@aws-sdk/client-ecs',
      () => import('@aws-sdk/client-ecs'),
      (sdk) => ({ sdk, client: new sdk.ECSClient(settings) }),
    ),
    autoScaling: lazy(
      asking,
      'autoscaling:DescribeScalingActivities',
      '@aws-sdk/client-auto-scaling',
      () => import('@aws-sdk/client-auto-scaling'),
      (sdk) => ({ sdk, client: new sdk.AutoScalingClient(settings) }),
    ),
    ecr: lazy(
      asking,
      'ecr:DescribeImages',
      '@aws-sdk/client-ecr',
      () => import('@aws-sdk/client-ecr'),
      // A repository may be in another region than the jobs.
      (sdk) => ({ sdk, in: (place: string) => new sdk.ECRClient({ ...settings, region: place }) }),
    ),
    iam: lazy(
      asking,
      'iam:GetRole',
      '@aws-sdk/client-iam',
      () => import('@aws-sdk/client-iam'),
      (sdk) => ({ sdk, client: new sdk.IAMClient(settings) }),
    ),
    logs: lazy(
      asking,
      'logs:DescribeLogGroups',
      '@aws-sdk/client-cloudwatch-logs',
      () => import('@aws-sdk/client-cloudwatch-logs'),
      (sdk) => ({ sdk, client: new sdk.CloudWatchLogsClient(settings) }),
    ),
    quotas: lazy(
      asking,
      'servicequotas:GetServiceQuota',
      '@aws-sdk/client-service-quotas',
      () => import('@aws-sdk/client-service-quotas'),
      (sdk) => ({ sdk, client: new sdk.ServiceQuotasClient(settings) }),
    ),
  };
}

export type OtherClients = ReturnType<typeof otherClients>;
