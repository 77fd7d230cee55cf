// What the examples in docs/constructs stand on: contracts, and things of a stack.
import { BatchPlatform, type BatchPlatformProps, Compute } from '@batchwright/cdk';
import { defineJob, definePlatform } from '@batchwright/runtime/contract';
import { Size, type Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { z } from 'zod';

export const align = defineJob('align', {
  input: z.object({ bucket: z.string(), key: z.string(), until: z.string().optional() }),
  output: z.object({ coverage: z.number() }),
});
export const research = definePlatform('research', { queues: ['urgent', 'standard'], jobs: [align] });

/** Each example has a stack of its own, with what a reader would have. */
export function given(stack: Stack) {
  const { vpc, image } = basics(stack);
  const bucket = (id: string) => new Bucket(stack, id, { enforceSSL: true });
  const handler = new Lambda(stack, 'Handler', {
    code: Code.fromInline('exports.handler = async () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
  });
  return { vpc, image, samples: bucket('Samples'), results: bucket('Results'), handler };
}

type Props = BatchPlatformProps<'urgent' | 'standard', 'align', string>;

export const QUEUES = {
  urgent: { priority: 100, compute: ['steady'] },
  standard: { priority: 50, compute: ['spot', 'steady'] },
} as const;

/** Properties that a platform must have. */
export const platformProps = (stack: Stack) => ({
  platform: research,
  vpc: basics(stack).vpc,
  compute: { spot: Compute.spot({ maxvCpus: 64 }), steady: Compute.onDemand({ maxvCpus: 64 }) },
  queues: QUEUES,
});

/** A platform whose one job the example adds. */
export const emptyPlatform = (stack: Stack, props: Partial<Props> = {}) =>
  new BatchPlatform(stack, 'Research', { ...(platformProps(stack) satisfies Props as Props), ...props });

/** A platform with its job. */
export function platformWithJob(stack: Stack, props: Partial<Props> = {}) {
  const platform = emptyPlatform(stack, props);
  return { platform, job: addAlign(stack, platform) };
}

export const addAlign = (
  stack: Stack,
  platform: Pick<BatchPlatform<'urgent' | 'standard', 'align', string>, 'addJob'>,
) => platform.addJob(align, { image: basics(stack).image, vcpus: 1, memory: Size.gibibytes(2) });

const made = new WeakMap<Stack, ReturnType<typeof make>>();

function basics(stack: Stack): ReturnType<typeof make> {
  const known = made.get(stack) ?? make(stack);
  made.set(stack, known);
  return known;
}

function make(stack: Stack) {
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
  return { vpc, image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(stack, 'Worker', 'worker')) };
}
