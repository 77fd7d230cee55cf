import { BatchPlatform, Compute, defineJob, definePlatform, unchecked } from '@batchwright/cdk';
import { review } from '@batchwright/model/review';
import { type Json, type NamedTemplate, templateOf } from '@batchwright/model/template';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as batch from 'aws-cdk-lib/aws-batch';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';

const align = defineJob('align', { input: unchecked<{ readonly sample: string }>() });
const lab = definePlatform('lab', { queues: ['main'], jobs: [align] });
const image = ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable');

const read = (stack: Stack): readonly NamedTemplate[] => {
  const templates = templateOf(Template.fromStack(stack).toJSON() as Json, 'Lab');
  if (!templates.ok) throw new Error(JSON.stringify(templates.problems));
  return templates.templates;
};

function network(stack: Stack): Vpc {
  return new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
}

/** What many have: the L2 with its defaults, `managed` in small letters among them. */
function plain(): { readonly stack: Stack; readonly ids: Readonly<Record<'queue' | 'compute', string>> } {
  const stack = new Stack(new App(), 'Lab');
  const vpc = network(stack);
  const compute = new batch.FargateComputeEnvironment(stack, 'Compute', { vpc, maxvCpus: 16 });
  const queue = new batch.JobQueue(stack, 'Main', {
    priority: 1,
    computeEnvironments: [{ computeEnvironment: compute, order: 1 }],
  });
  new batch.EcsJobDefinition(stack, 'Align', {
    container: new batch.EcsFargateContainerDefinition(stack, 'Container', {
      image,
      cpu: 1,
      memory: Size.gibibytes(2),
    }),
  });
  const id = (at: { readonly node: { readonly defaultChild?: unknown } }): string =>
    stack.resolve((at.node.defaultChild as batch.CfnJobQueue).logicalId);
  return { stack, ids: { queue: id(queue), compute: id(compute) } };
}

/** The same queue on Batchwright. */
function moved(keep?: Readonly<Record<'queue' | 'compute', string>>): Stack {
  const stack = new Stack(new App(), 'Lab');
  const platform = new BatchPlatform(stack, 'Platform', {
    platform: lab,
    vpc: network(stack),
    compute: { light: Compute.fargate({ maxvCpus: 16 }) },
    queues: { main: { priority: 1, compute: ['light'] } },
  });
  platform.addJob(align, { image, vcpus: 1, memory: Size.gibibytes(2), timeout: Duration.minutes(20) });
  if (keep !== undefined) {
    const queue = platform.queues.main.node.defaultChild as batch.CfnJobQueue;
    queue.overrideLogicalId(keep.queue);
    const compute = platform.computeEnvironments.light.node.defaultChild as batch.CfnComputeEnvironment;
    compute.overrideLogicalId(keep.compute);
    compute.type = 'managed';
  }
  return stack;
}

const hazards = (before: Stack, after: Stack): readonly string[] =>
  review(read(before), read(after)).hazards.map(
    ({ rule, resource }) => `${rule} ${resource.replace(/[0-9A-F]{8}$/, '')}`,
  );

test('moving from the L2 without further ado would delete the queue and its compute', () => {
  const { stack } = plain();
  expect(hazards(stack, moved())).toEqual(
    expect.arrayContaining(['COMPUTE_REMOVED Lab/Compute', 'QUEUE_REMOVED Lab/Main']),
  );
});

test('with the logical ids kept, queue and compute stay, and only the definition of the L2 is left to acknowledge', () => {
  const { stack, ids } = plain();
  expect(hazards(stack, moved(ids))).toEqual(['DEFINITION_DEREGISTERED Lab/Align']);
});

test('capitals in the type alone would replace the compute environment', () => {
  const { stack, ids } = plain();
  const after = moved(ids);
  const compute = after.node
    .findChild('Platform')
    .node.findAll()
    .find((at) => batch.CfnComputeEnvironment.isCfnComputeEnvironment(at));
  (compute as batch.CfnComputeEnvironment).type = 'MANAGED';
  expect(hazards(stack, after)).toContain('COMPUTE_REPLACED Lab/Compute');
});
