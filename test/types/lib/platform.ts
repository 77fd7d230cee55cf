/** Type tests of the constructs: every line compiles, or is expected not to. Checked by `npm run test:types`. */
import {
  BatchPlatform,
  type BatchPlatformBase,
  Compute,
  defineJob,
  definePlatform,
  type Job,
  type JobProps,
  prefix,
  unchecked,
} from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { Duration, Size } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

declare const stack: Stack;
declare const vpc: IVpc;
declare const uploads: IBucket;
declare const maybe: Duration | undefined;

const align = defineJob('align', { input: unchecked<{ readonly sample: string }>() });
const stray = defineJob('stray', { input: unchecked<string>() });
const genomes = definePlatform('genomes', { queues: ['urgent', 'nightly'], jobs: [align] });
const compute = { spot: Compute.spot({ maxvCpus: 64 }), steady: Compute.onDemand({ maxvCpus: 16 }) };

// Queues are the contract's, compute names those declared beside them.
const platform = new BatchPlatform(stack, 'Genomes', {
  platform: genomes,
  vpc,
  compute,
  queues: { urgent: { priority: 10, compute: ['steady'] }, nightly: { priority: 1, compute: ['spot', 'steady'] } },
});
new BatchPlatform(stack, 'Missing', {
  platform: genomes,
  vpc,
  compute,
  // @ts-expect-error: nightly is not there
  queues: { urgent: { priority: 10, compute: ['steady'] } },
});
new BatchPlatform(stack, 'Unknown', {
  platform: genomes,
  vpc,
  compute,
  queues: {
    urgent: { priority: 10, compute: ['steady'] },
    nightly: { priority: 1, compute: ['steady'] },
    // @ts-expect-error: the contract has no such queue
    weekly: { priority: 1, compute: ['steady'] },
  },
});
new BatchPlatform(stack, 'Typo', {
  platform: genomes,
  vpc,
  compute,
  queues: {
    urgent: { priority: 10, compute: ['steady'] },
    // @ts-expect-error: the compute is called "spot"
    nightly: { priority: 1, compute: ['spto'] },
  },
});

// Names are checked where the platform is used, too.
platform.computeEnvironments.spot.computeEnvironmentArn.trim();
platform.queues.urgent.jobQueueArn.trim();
// @ts-expect-error: no such compute
platform.computeEnvironments.gpu;
// @ts-expect-error: no such queue
platform.queues.weekly;

// Compute: maxvCpus has no default, Fargate has no instances.
Compute.fargateSpot({ maxvCpus: 8, architecture: 'arm64' });
// @ts-expect-error: maxvCpus is missing
Compute.spot({});
// @ts-expect-error: Fargate keeps nothing on
Compute.fargate({ maxvCpus: 8, minvCpus: 2 });
// @ts-expect-error: not an architecture
Compute.fargate({ maxvCpus: 8, architecture: 'arm' });
// @ts-expect-error: made by its makers only
new Compute('EC2', { maxvCpus: 8 });

// addJob: jobs and queues of the contract.
const image = ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable');
const job = platform.addJob(align, {
  image,
  vcpus: 1,
  memory: Size.gibibytes(2),
  queues: ['nightly'],
  timeout: maybe,
  reads: [uploads, prefix(uploads, 'in/')],
});
// @ts-expect-error: the contract does not list this job
platform.addJob(stray, { image, vcpus: 1, memory: Size.gibibytes(2) });
// @ts-expect-error: the contract has no such queue
platform.addJob(align, { image, vcpus: 1, memory: Size.gibibytes(2), queues: ['urgnt'] });
// @ts-expect-error: memory is a Size
platform.addJob(align, { image, vcpus: 1, memory: 2048 });
// @ts-expect-error: image is missing
platform.addJob(align, { vcpus: 1, memory: Size.gibibytes(2) });
// @ts-expect-error: not an action
platform.addJob(align, { image, vcpus: 1, memory: Size.gibibytes(2), retry: [{ action: 'AGAIN', onExitCode: '1' }] });
job.definitions.FARGATE?.jobDefinitionName.trim();
// @ts-expect-error: no such kind of compute
job.definitions.QPU;

// A contract that leaves its jobs open takes any.
const open = new BatchPlatform(stack, 'Open', {
  platform: definePlatform('open', { queues: ['all'] }),
  vpc,
  compute: { light: Compute.fargate({ maxvCpus: 8 }) },
  queues: { all: { priority: 1, compute: ['light'] } },
});
open.addJob(stray, { image, vcpus: 1, memory: Size.gibibytes(2) });

// A function of the user's own may stand between.
const addSmall = <Queue extends string, JobName extends string, Name extends JobName>(
  to: BatchPlatform<Queue, JobName, string>,
  named: Job<Name, unknown, unknown, unknown, unknown>,
  props: Omit<JobProps<Queue>, 'vcpus' | 'memory'>,
) => to.addJob(named, { vcpus: 1, memory: Size.gibibytes(2), ...props });
addSmall(open, stray, { image, timeout: Duration.minutes(5) });
addSmall(platform, align, { image });
// @ts-expect-error: the contract does not list this job
addSmall(platform, stray, { image });

// Platforms of other stacks: names are the contract's, by value or by type.
const found = BatchPlatform.fromManifest(stack, 'Found', { platform: genomes, manifest: 'genomes.manifest.json' });
found.addJob(align, { image, vcpus: 1, memory: Size.gibibytes(2), queues: ['nightly'] });
found.metric('urgent', 'JobsMovedToFailed');
found.queues.urgent.jobQueueArn.trim();
// @ts-expect-error: the contract does not list this job
found.addJob(stray, { image, vcpus: 1, memory: Size.gibibytes(2) });
// @ts-expect-error: the contract has no such queue
found.addJob(align, { image, vcpus: 1, memory: Size.gibibytes(2), queues: ['weekly'] });
// @ts-expect-error: what another stack made is not given out
found.computeEnvironments;
const byPath = BatchPlatform.fromManifest<typeof genomes>(stack, 'Path', '/batchwright/genomes');
byPath.addJob(align, { image, vcpus: 1, memory: Size.gibibytes(2), queues: ['nightly'] });
// @ts-expect-error: the contract has no such queue
byPath.metric('weekly', 'JobsMovedToFailed');
BatchPlatform.fromManifest(stack, 'Any', '/batchwright/genomes').metric('whatever', 'JobsMovedToFailed');
const attributes = { arn: 'arn', compute: 'EC2' } as const;
BatchPlatform.fromAttributes(stack, 'Attributes', {
  platform: genomes,
  queues: { urgent: attributes, nightly: { ...attributes, fairShare: true } },
  workspace: uploads,
}).grants.submit(found.jobs.get('align') as never);
BatchPlatform.fromAttributes(stack, 'Missing', {
  platform: genomes,
  // @ts-expect-error: nightly is not there
  queues: { urgent: attributes },
  workspace: uploads,
});
// Either kind of platform may be handed on.
const addTo = <Queue extends string, JobName extends string>(to: BatchPlatformBase<Queue, JobName>) => to.grants;
addTo(found);
addTo(platform);
