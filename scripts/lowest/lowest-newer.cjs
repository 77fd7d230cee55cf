// Synthesizes what the typed resources of the lowest aws-cdk-lib do not know, and would leave out without a word, were it
// not written past them. Run by check-lowest.mjs in a directory with the lowest versions.
process.env.CDK_VALIDATION = 'false';
const { App, Duration, Size, Stack } = require('aws-cdk-lib');
const { SecurityGroup, Vpc } = require('aws-cdk-lib/aws-ec2');
const { ContainerImage } = require('aws-cdk-lib/aws-ecs');
const { BatchPlatform, Compute, defineJob, definePlatform, unchecked } = require('@batchwright/cdk');

const image = ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable');
const size = { image, vcpus: 1, memory: Size.gibibytes(2), timeout: Duration.minutes(5) };
const [task, pod] = ['task', 'pod'].map((name) => defineJob(name, { input: unchecked() }));
const stack = new Stack(new App(), 'Newer', { env: { account: '111122223333', region: 'eu-west-1' } });
const cluster = {
  clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/shared',
  clusterSecurityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Cluster', 'sg-0123456789abcdef0'),
};
const platform = new BatchPlatform(stack, 'Platform', {
  platform: definePlatform('newer', { queues: ['fleet', 'pods'], jobs: [task, pod] }),
  vpc: new Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'], natGateways: 1 }),
  instanceTags: { owner: 'platform' },
  compute: {
    fleet: Compute.managedInstances({
      maxvCpus: 8,
      scaleInAfter: Duration.minutes(5),
      volume: Size.gibibytes(100),
      useLocalStorage: true,
      containerInsights: 'ENHANCED',
    }),
    pods: Compute.eks({ maxvCpus: 8, cluster, namespace: 'jobs', accessEntry: 'ENABLED' }),
  },
  queues: { fleet: { priority: 1, compute: ['fleet'] }, pods: { priority: 1, compute: ['pods'] } },
});
const limits = { startTimeout: Duration.seconds(30), stopTimeout: Duration.seconds(20) };
platform.addJob(task, {
  ...size,
  queues: ['fleet'],
  sidecars: { proxy: { image, vcpus: 1, memory: size.memory, ...limits } },
});
platform.addJob(pod, { ...size, queues: ['pods'], serviceAccountName: 'pod' });

const written = JSON.stringify(stack.node.root.synth().getStackByName('Newer').template);
const expected = [
  '"StartTimeout":30,"StopTimeout":20',
  '"ScaleInAfter":300',
  '"StorageSizeGiB":100',
  '"UseLocalStorage":true',
  '"CapacityTags":{"owner":"platform"}',
  '"EcsSettings":{"ContainerInsights":"ENHANCED"}',
  '"AccessEntry":{"DesiredState":"ENABLED"}',
];
const missing = expected.filter((text) => !written.includes(text));
if (missing.length > 0) throw new Error(`the template lacks ${missing.join(', ')}`);
console.log(`synthesized what only newer versions have types for: ${expected.length} properties, none left out`);
