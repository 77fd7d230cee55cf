import { Compute, type LaunchTemplateOverride, type SpotOptions } from '@batchwright/cdk';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { InstanceClass, InstanceType, LaunchTemplate, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { emptyStack, fargatePlatform, genomesPlatform } from '../fixture';
import { type Attempt, CLUSTER, computes, type Row } from './attempt';

const spot = (options: Partial<SpotOptions>) => () => Compute.spot({ maxvCpus: 16, ...options });
const onDemand = (options: Partial<SpotOptions>) => () =>
  Compute.onDemand({ maxvCpus: 16, ...(options as { readonly minvCpus?: number }) });
const types = (...names: string[]) => names.map((name) => new InstanceType(name));
const template = (versionNumber = '1') =>
  LaunchTemplate.fromLaunchTemplateAttributes(new Stack(), 'Big', { launchTemplateName: 'big', versionNumber });
const overridden = (...launchTemplateOverrides: LaunchTemplateOverride[]) =>
  spot({ instanceClasses: [InstanceClass.M7I], launchTemplateOverrides });
const eks = (options: object) => () =>
  Compute.eks({ maxvCpus: 16, cluster: CLUSTER, namespace: 'batch-jobs', ...options });
const imported =
  (region: string, account = '111122223333') =>
  () =>
    Compute.imported({
      computeEnvironmentArn: `arn:aws:batch:${region}:${account}:compute-environment/other`,
      kind: 'EC2',
    });

const ROWS: Row<() => Compute>[] = [
  ['maxvCpus is required.', 'OUT_OF_RANGE', spot({ maxvCpus: 0 })],
  ['maxvCpus is an integer', 'OUT_OF_RANGE', spot({ maxvCpus: 1.5 })],
  [
    'maxvCpus should be greater than or equal to minvCpus.',
    'OUT_OF_RANGE',
    onDemand({ minvCpus: 17 }),
    'ce-vcpus-order',
  ],
  [
    'minvCpus should be greater than or equal to 0.',
    'OUT_OF_RANGE',
    onDemand({ minvCpus: -1 }),
    'ce-min-vcpus-negative',
  ],
  ['Bid percentage must be between 0 to 100.', 'OUT_OF_RANGE', spot({ bidPercentage: 101 }), 'ce-bid-percentage-range'],
  ['minScaleDownDelayMinutes has a minimum of 20', 'OUT_OF_RANGE', spot({ minScaleDownDelay: Duration.minutes(19) })],
  ['minScaleDownDelayMinutes has a maximum of 10,080', 'OUT_OF_RANGE', spot({ minScaleDownDelay: Duration.days(8) })],
  [
    'An allocation strategy is for one type of compute',
    'INVALID_STRATEGY',
    onDemand({ allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED' }),
    'ce-allocation-strategy-compute-type',
  ],
  [
    'compute resource spotIamFleetRole is required.',
    'INVALID_STRATEGY',
    spot({ allocationStrategy: 'BEST_FIT' as never }),
    'ce-spot-fleet-role',
  ],
  [
    'Instance type bundles (e.g. optimal, default_x86_64) are not allowed for SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
    'INVALID_STRATEGY',
    spot({ allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED' }),
    'ce-ordered-strategy-instance-bundles',
  ],
  [
    'Instance type bundles (e.g. optimal) are not allowed for BEST_FIT_PROGRESSIVE_ORDERED',
    'INVALID_INSTANCES',
    onDemand({ allocationStrategy: 'BEST_FIT_PROGRESSIVE_ORDERED', instanceTypes: types('m7i', 'optimal') }),
    'ce-ordered-strategy-instance-bundles',
  ],
  [
    'arm-based instance type cannot be used with other instance types',
    'MIXED_COMPUTE',
    spot({ instanceTypes: types('m7i.large', 'm7g.large') }),
    'ce-instance-types-architecture',
  ],
  [
    'Amazon Linux 2 is end-of-life.',
    'INVALID_IMAGE',
    spot({ images: [{ imageType: 'ECS_AL2' as 'ECS_AL2023' }] }),
    'ce-ec2-config-image-type-eol',
  ],
  ['ec2Configuration has at most two entries', 'INVALID_IMAGE', spot({ images: [{}, {}, {}] })],
  [
    'LaunchTemplateVersion must be either empty or a number or $Default or $Latest',
    'INVALID_OVERRIDE',
    () => Compute.spot({ maxvCpus: 16, launchTemplate: template('newest') }),
    'ce-launch-template-version',
  ],
  [
    'One of LaunchTemplateId and LaunchTemplateName … should be provided',
    'INVALID_OVERRIDE',
    spot({ launchTemplate: { versionNumber: '1' } as never }),
    'ce-launch-template-id-or-name',
  ],
  [
    'LaunchTemplate.overrides should have either LaunchTemplateId or LaunchTemplateName',
    'INVALID_OVERRIDE',
    overridden({ launchTemplate: { versionNumber: '1' } as never, instanceClasses: [InstanceClass.M7I] }),
  ],
  [
    'LaunchTemplate.overrides.targetInstanceTypes[] is required',
    'INVALID_OVERRIDE',
    overridden({ launchTemplate: template() }),
    'ce-launch-template-override-targets',
  ],
  [
    'LaunchTemplate.overrides have targetInstanceTypes that do not match',
    'INVALID_OVERRIDE',
    overridden({ launchTemplate: template(), instanceTypes: types('c7i.large') }),
    'ce-launch-template-override-target-subset',
  ],
  [
    'LaunchTemplate.overrides have duplicate targetInstanceTypes',
    'INVALID_OVERRIDE',
    overridden(
      { launchTemplate: template(), instanceTypes: types('m7i.large') },
      { launchTemplate: template(), instanceTypes: types('m7i.large') },
    ),
    'ce-launch-template-override-target-overlap',
  ],
  [
    'LaunchTemplate.overrides size cannot be greater than 10',
    'INVALID_OVERRIDE',
    overridden(
      ...Array.from({ length: 11 }, (_, index) => ({
        launchTemplate: template(),
        instanceTypes: types(`m7i.${index + 1}xlarge`),
      })),
    ),
    'ce-launch-template-overrides-max',
  ],
  [
    'eksClusterArn must be an EKS cluster ARN.',
    'INVALID_CLUSTER',
    eks({ cluster: { ...CLUSTER, clusterArn: 'genomics' } }),
    'ce-eks-cluster-arn-format',
  ],
  [
    'kubernetesNamespace cannot be the default Kubernetes namespace.',
    'INVALID_CLUSTER',
    eks({ namespace: 'default' }),
    'ce-eks-namespace-default',
  ],
  [
    'kubernetesNamespace cannot be a reserved Kubernetes system namespace',
    'INVALID_CLUSTER',
    eks({ namespace: 'kube-system' }),
    'ce-eks-namespace-kube-prefix',
  ],
  [
    'kubernetesNamespace must be a valid Kubernetes namespace.',
    'INVALID_CLUSTER',
    eks({ namespace: 'Batch_Jobs' }),
    'ce-eks-namespace-format',
  ],
  [
    'kubernetesNamespace must less than or equal to 63 characters',
    'INVALID_CLUSTER',
    eks({ namespace: 'a'.repeat(64) }),
    'ce-eks-namespace-length',
  ],
  [
    'A compute environment has an ARN',
    'INVALID_ARN',
    () => Compute.imported({ computeEnvironmentArn: 'other', kind: 'EC2' }),
  ],
  [
    'containerInsights is one of three words',
    'OUT_OF_RANGE',
    () => Compute.fargate({ maxvCpus: 16, containerInsights: 'ON' as 'ENABLED' }),
  ],
  ['unmanagedvCpus is a number', 'OUT_OF_RANGE', () => Compute.unmanaged({ unmanagedvCpus: -1 })],
];

/** A stack that knows where it goes. */
function placedStack() {
  const stack = new Stack(new App(), 'Test', { env: { region: 'eu-central-1', account: '111122223333' } });
  return { stack, vpc: new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }) };
}

const PLACED: Row<() => Compute>[] = [
  [
    'eksClusterArn must be in the same AWS region as the compute environment',
    'OTHER_ENVIRONMENT',
    eks({}),
    'ce-eks-cluster-arn-region',
  ],
  [
    'Compute Environments must be created and valid before attaching them to a job queue',
    'OTHER_ENVIRONMENT',
    imported('eu-west-1'),
    'jq-ce-arn-region',
  ],
  ['A compute environment is of the same account', 'OTHER_ENVIRONMENT', imported('eu-central-1', '444455556666')],
];

const manySubnets = () => {
  const { stack } = emptyStack();
  const vpc = new Vpc(stack, 'Wide', {
    natGateways: 0,
    maxAzs: 2,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: Array.from({ length: 9 }, (_, index) => ({
      name: `s${index}`,
      subnetType: SubnetType.PRIVATE_ISOLATED,
      cidrMask: 24,
    })),
  });
  return { stack, vpc };
};

const eksTimes = (count: number, access: (index: number) => object = () => ({})) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`e${index}`, eks(access(index))()]));

const onFirst = (compute: Record<string, Compute>) => {
  const [first = ''] = Object.keys(compute);
  return genomesPlatform({
    compute,
    queues: { urgent: { priority: 2, compute: [first] }, nightly: { priority: 1, compute: [first] } },
  });
};

const platform = (says: string, code: Attempt['code'], make: () => unknown, ...rules: readonly string[]): Attempt => ({
  says,
  code,
  path: 'Test/Genomes',
  make,
  rules,
});

/** What the service refuses about compute environments. */
export const COMPUTE_ATTEMPTS: readonly Attempt[] = [
  ...computes(ROWS),
  ...computes(PLACED, placedStack),
  platform(
    'Fargate supports a maximum of 16 subnets.',
    'INVALID_NETWORK',
    () => fargatePlatform({}, manySubnets()),
    'ce-fargate-subnets-max',
  ),
  platform('An EKS cluster has at most 5 compute environments', 'INVALID_CLUSTER', () => onFirst(eksTimes(6))),
  platform('All environments of a cluster have one access entry', 'INVALID_CLUSTER', () =>
    onFirst(eksTimes(2, (index) => (index === 0 ? { accessEntry: 'ENABLED' } : {}))),
  ),
  platform('An account has at most 50 compute environments', 'OUT_OF_RANGE', () =>
    onFirst(Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`c${index}`, spot({})()]))),
  ),
  platform('Tag keys must not begin with aws:', 'INVALID_TAGS', () =>
    genomesPlatform({ instanceTags: { 'aws:team': 'a' } }),
  ),
  platform('A resource has at most 50 tags', 'INVALID_TAGS', () =>
    genomesPlatform({
      costTags: { team: 'a' },
      instanceTags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, 'a'])),
    }),
  ),
  platform('A tag value has at most 256 characters', 'INVALID_TAGS', () =>
    genomesPlatform({ instanceTags: { team: 'a'.repeat(257) } }),
  ),
];
