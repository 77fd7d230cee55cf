import { Compute } from '@batchwright/cdk';
import { Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { resourcesOf, withCompute } from '../compute/one-environment';
import {
  align,
  emptyStack,
  fargatePlatform,
  genomesPlatform,
  isolatedVpc,
  jobProps,
  refusal,
  templateOfJob,
} from '../fixture';

/** What aws-cdk-lib's own constructs of AWS Batch let pass, or write, tried through ours: what concerns compute. */

const CE = 'AWS::Batch::ComputeEnvironment';
const graviton = InstanceType.of(InstanceClass.C7G, InstanceSize.LARGE);

/** Makes a platform whose queue `urgent` runs on all of this. */
const onAll = (compute: Record<string, Compute>, priority = 1) => {
  const names = Object.keys(compute);
  return genomesPlatform({
    compute,
    queues: { urgent: { priority, compute: names }, nightly: { priority: 1, compute: names.slice(0, 1) } },
  });
};

const refused: [string, () => unknown, string][] = [
  [
    'families of two architectures',
    withCompute(Compute.spot({ maxvCpus: 4, instanceClasses: [InstanceClass.C7G, InstanceClass.C6I] })),
    'MIXED_COMPUTE',
  ],
  [
    'the other architecture under a default of x86',
    withCompute(Compute.spot({ maxvCpus: 4, instanceTypes: [graviton] })),
    'MIXED_COMPUTE',
  ],
  [
    'Spot with BEST_FIT',
    withCompute(Compute.spot({ maxvCpus: 4, allocationStrategy: 'BEST_FIT' as never })),
    'INVALID_STRATEGY',
  ],
  [
    'a queue over Fargate and EC2',
    () => onAll({ a: Compute.fargate({ maxvCpus: 4 }), b: Compute.onDemand({ maxvCpus: 4 }) }),
    'MIXED_COMPUTE',
  ],
  [
    'a queue over two architectures',
    () => onAll({ a: Compute.spot({ maxvCpus: 4 }), b: Compute.spot({ maxvCpus: 4, architecture: 'arm64' }) }),
    'MIXED_COMPUTE',
  ],
  [
    'a queue over four environments',
    () => onAll(Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, Compute.spot({ maxvCpus: 4 })]))),
    'TOO_MANY_COMPUTE_ENVIRONMENTS',
  ],
  ['a priority below 0', () => onAll({ a: Compute.spot({ maxvCpus: 4 }) }, -5), 'OUT_OF_RANGE'],
  [
    'a network with public subnets only',
    () => {
      const at = emptyStack();
      return genomesPlatform({ vpc: isolatedVpc(at.stack, SubnetType.PUBLIC) }, at);
    },
    'NO_PRIVATE_SUBNETS',
  ],
];

test.each(refused)('%s is refused', (_what, make, code) => {
  expect(refusal(make)).toMatchObject({ code });
});

test('Graviton types stand alone', () => {
  const compute = Compute.spot({ maxvCpus: 4, architecture: 'arm64', instanceTypes: [graviton] });
  expect(resourcesOf(compute).InstanceTypes).toEqual(['c7g.large']);
});

test('two environments made from one list do not change each other', () => {
  const instanceClasses = [InstanceClass.M6I];
  const of = onAll({
    a: Compute.spot({ maxvCpus: 4, instanceClasses }),
    b: Compute.onDemand({ maxvCpus: 4, instanceClasses }),
  });
  const { a } = of.platform.computeEnvironments;
  if (a === undefined || !('addInstanceClass' in a)) throw new Error('expected an EC2 environment');
  a.addInstanceClass(InstanceClass.C6I);
  const types = Object.values(templateOfJob({}, of).findResources(CE)).map(
    ({ Properties }) => Properties.ComputeResources.InstanceTypes,
  );
  expect(types).toEqual([['m6i', 'c6i'], ['m6i']]);
  expect(instanceClasses).toEqual([InstanceClass.M6I]);
});

/**
 * Paths of empty objects and lists. An empty `Host` says something: a directory of the instance that Docker chooses.
 */
function noise(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  if (entries.length === 0) return path.endsWith('/Host') ? [] : [path];
  return entries.flatMap(([key, below]) => noise(below, `${path}/${key}`));
}

describe.each([
  ['EC2 and Spot', () => genomesPlatform()],
  ['Fargate', () => fargatePlatform()],
  [
    'managed instances',
    () =>
      onAll({ a: Compute.managedInstances({ maxvCpus: 4 }), b: Compute.managedInstances({ maxvCpus: 4, spot: true }) }),
  ],
  ['unmanaged compute', () => onAll({ a: Compute.unmanaged() })],
] as const)('on %s', (_what, make) => {
  let template: Template;
  let batch: [string, { Type: string; Properties: Record<string, unknown>; DependsOn?: string[] }][];

  beforeAll(() => {
    const { stack, platform } = make();
    Tags.of(stack).add('GitSha', '1a2b3c');
    platform.addJob(align, jobProps());
    template = Template.fromStack(stack);
    const resources: Record<string, (typeof batch)[number][1]> = template.toJSON().Resources;
    batch = Object.entries(resources).filter(([, { Type }]) => Type.startsWith('AWS::Batch::'));
  });

  test('no role goes without a policy', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
      const attached = [...(Properties.ManagedPolicyArns ?? []), ...(Properties.Policies ?? [])];
      const elsewhere = JSON.stringify(template.findResources('AWS::IAM::Policy'));
      const [id] =
        Object.entries(template.findResources('AWS::IAM::Role')).find(([, role]) => role.Properties === Properties) ??
        [];
      expect(attached.length > 0 || elsewhere.includes(`"Ref":"${id}"`)).toBe(true);
    }
  });

  test('each launch template is followed in its version', () => {
    for (const { Properties } of Object.values(template.findResources(CE))) {
      const used = Properties.ComputeResources?.LaunchTemplate;
      if (used !== undefined)
        expect(used.Version).toEqual({ 'Fn::GetAtt': [expect.any(String), 'LatestVersionNumber'] });
    }
  });

  test('tags of the stack are on nothing that they would replace', () => {
    expect(batch.length).toBeGreaterThan(2);
    for (const [, resource] of batch) expect(JSON.stringify(resource)).not.toContain('1a2b3c');
  });

  test('managed compute waits for the routes', () => {
    const managed = batch.filter(([, { Type, Properties }]) => Type === CE && Properties.Type === 'MANAGED');
    for (const [, { DependsOn }] of managed) {
      expect(DependsOn?.some((id) => id.includes('DefaultRoute'))).toBe(true);
    }
  });

  test('types are in capitals, and nothing is written down that is empty', () => {
    for (const { Properties } of Object.values(template.findResources(CE))) {
      expect(['MANAGED', 'UNMANAGED']).toContain(Properties.Type);
    }
    expect(batch.flatMap(([id, resource]) => noise(resource, id))).toEqual([]);
    const groups = Object.values(template.findResources('AWS::EC2::SecurityGroup'));
    expect(JSON.stringify(groups)).not.toContain('"IpProtocol":"-1"');
  });
});
