import {
  BatchPlatform,
  type BatchPlatformProps,
  Compute,
  defineJob,
  definePlatform,
  type JobProps,
  PlatformError,
  unchecked,
} from '@batchwright/cdk';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';

export const align = defineJob('align', { input: unchecked<{ readonly sample: string }>() });
export const genomes = definePlatform('genomes', { queues: ['urgent', 'nightly'], jobs: [align] });

/** A stack with a network, in which a test builds a platform. */
export function emptyStack(name = 'Test'): { readonly stack: Stack; readonly vpc: Vpc } {
  const stack = new Stack(new App(), name);
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
  return { stack, vpc };
}

export function isolatedVpc(stack: Stack, subnetType: SubnetType): Vpc {
  return new Vpc(stack, 'Other', {
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'only', subnetType }],
  });
}

type Props = BatchPlatformProps<'urgent' | 'nightly', 'align', string>;

/** A platform with the parts that a test gives. */
export function genomesPlatform(props: Partial<Props> = {}, at = emptyStack()) {
  const platform = new BatchPlatform(at.stack, 'Genomes', {
    platform: genomes,
    vpc: at.vpc,
    compute: { spot: Compute.spot({ maxvCpus: 64 }), steady: Compute.onDemand({ maxvCpus: 16 }) },
    queues: { urgent: { priority: 10, compute: ['steady'] }, nightly: { priority: 1, compute: ['spot', 'steady'] } },
    ...props,
  });
  return { ...at, platform };
}

/** As {@link genomesPlatform}, all on Fargate. */
export const fargatePlatform = (props: Partial<Props> = {}, at = emptyStack()) =>
  genomesPlatform(
    {
      compute: { light: Compute.fargate({ maxvCpus: 8 }), cheap: Compute.fargateSpot({ maxvCpus: 8 }) },
      queues: { urgent: { priority: 10, compute: ['light'] }, nightly: { priority: 1, compute: ['cheap', 'light'] } },
      ...props,
    },
    at,
  );

export const jobProps = (props: Partial<JobProps<'urgent' | 'nightly'>> = {}): JobProps<'urgent' | 'nightly'> => ({
  image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable'),
  vcpus: 2,
  memory: Size.gibibytes(4),
  timeout: Duration.minutes(20),
  ...props,
});

/** The template of a platform whose one job has these properties. */
export function templateOfJob(props: Parameters<typeof jobProps>[0] = {}, of = genomesPlatform()): Template {
  of.platform.addJob(align, jobProps(props));
  return Template.fromStack(of.stack);
}

/** The properties of the only resource of a type. */
export function only(template: Template, type: string): Record<string, unknown> {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) throw new Error(`expected one ${type}; got ${found.length}`);
  return found[0]?.Properties as Record<string, unknown>;
}

/** The error that a call throws, as data. */
export function refusal(call: () => unknown): Pick<PlatformError, 'code' | 'path' | 'message'> {
  try {
    call();
  } catch (error) {
    if (!PlatformError.isPlatformError(error)) throw error;
    return { code: error.code, path: error.path, message: error.message };
  }
  throw new Error('expected a PlatformError; nothing was thrown');
}
