import { Compute, type JobProps, type NodesProps } from '@batchwright/cdk';
import { CONTAINER_LIMITS } from '@batchwright/model/service';
import { CfnParameter, Size, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceType, PlacementGroup, PlacementGroupStrategy } from 'aws-cdk-lib/aws-ec2';
import fc from 'fast-check';
import { nodeGroups, targetNodes } from '../../../lib/src/nodes';
import { align, emptyStack, fargatePlatform, genomesPlatform, jobProps, only, refusal } from '../fixture';

const onDemand = (maxvCpus = 64, at = emptyStack(), placementGroup?: PlacementGroup) =>
  genomesPlatform(
    {
      compute: { steady: Compute.onDemand({ maxvCpus, ...(placementGroup === undefined ? {} : { placementGroup }) }) },
      queues: { urgent: { priority: 10, compute: ['steady'] }, nightly: { priority: 1, compute: ['steady'] } },
    },
    at,
  );

const withNodes = (nodes: NodesProps, props: Partial<JobProps<'urgent' | 'nightly'>> = {}) =>
  jobProps({ nodes, ...props });

describe('a job on eight nodes, of which the main one differs', () => {
  const at = emptyStack();
  const group = new PlacementGroup(at.stack, 'Near', { strategy: PlacementGroupStrategy.CLUSTER });
  const { platform } = onDemand(64, at, group);
  const job = platform.addJob(
    align,
    withNodes({
      count: 8,
      instanceType: new InstanceType('c7i.4xlarge'),
      ranges: [{ from: 0, command: ['mpirun', 'solve'], environment: { ROLE: 'main' } }],
    }),
  );
  const template = Template.fromStack(at.stack);

  test('is of type multinode, in groups that cover all nodes', () => {
    const definition = only(template, 'AWS::Batch::JobDefinition');
    expect(definition).not.toHaveProperty('ContainerProperties');
    expect(definition).toMatchObject({
      Type: 'multinode',
      PlatformCapabilities: ['EC2'],
      NodeProperties: {
        MainNode: 0,
        NumNodes: 8,
        NodeRangeProperties: [
          {
            TargetNodes: '0:0',
            Container: {
              InstanceType: 'c7i.4xlarge',
              Command: ['mpirun', 'solve'],
              Environment: expect.arrayContaining([{ Name: 'ROLE', Value: 'main' }]),
              ReadonlyRootFilesystem: true,
            },
          },
          {
            TargetNodes: '1:7',
            Container: { InstanceType: 'c7i.4xlarge', LogConfiguration: { LogDriver: 'awslogs' } },
          },
        ],
      },
      Timeout: { AttemptDurationSeconds: 1200 },
    });
  });

  test('lets jobs reach each other on all ports, and nobody else', () => {
    const own = { 'Fn::GetAtt': [Match.stringLikeRegexp('^GenomesSecurityGroup'), 'GroupId'] };
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      IpProtocol: '-1',
      GroupId: own,
      SourceSecurityGroupId: own,
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      IpProtocol: '-1',
      GroupId: own,
      DestinationSecurityGroupId: own,
    });
  });

  test('tells submitters its groups as the definition has them', () => {
    expect(job.forms).toEqual({ EC2: { nodes: ['0:0', '1:7'] } });
  });

  test('needs no advice about placement', () => {
    Annotations.fromStack(at.stack).hasNoInfo('*', Match.stringLikeRegexp('NO_PLACEMENT_GROUP'));
  });
});

test('a job on one node opens no ports', () => {
  const { platform, stack } = onDemand();
  platform.addJob(align, jobProps());
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
});

test('a number of nodes that only the deployment knows ends in an open range', () => {
  const { platform, stack } = onDemand();
  const count = Token.asNumber(new CfnParameter(stack, 'Nodes', { type: 'Number' }).value);
  const job = platform.addJob(align, withNodes({ count, ranges: [{ from: 0, to: 1, vcpus: 4 }] }));
  expect(job.forms).toEqual({ EC2: { nodes: ['0:1', '2:'] } });
  expect(only(Template.fromStack(stack), 'AWS::Batch::JobDefinition')).toMatchObject({
    NodeProperties: {
      NumNodes: { Ref: 'Nodes' },
      NodeRangeProperties: [{ TargetNodes: '0:1' }, { TargetNodes: '2:' }],
    },
  });
  Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('CLUSTER'));
});

const { nodes: bounds } = CONTAINER_LIMITS;
test.each<[string, NodesProps, RegExp]>([
  ['no node', { count: 0 }, /nodes.count is 0; expected a whole number from 1 to 1000/],
  ['more nodes than the service takes', { count: bounds.max + 1 }, /nodes.count is 1001/],
  ['a main node that is none', { count: 4, main: 4 }, /nodes.main is 4; expected a whole number from 0 to 3/],
  ['a range beyond the last node', { count: 4, ranges: [{ from: 2, to: 4 }] }, /ranges\[0\].to is 4.*from 2 to 3/],
  ['a range that ends before it begins', { count: 4, ranges: [{ from: 2, to: 1 }] }, /ranges\[0\].to is 1/],
  ['ranges that overlap', { count: 4, ranges: [{ from: 0, to: 2 }, { from: 2 }] }, /names node 2 twice/],
  [
    'more groups than the service takes',
    { count: 9, ranges: [{ from: 1 }, { from: 3 }, { from: 5 }] },
    /make 7 groups.*at most 5/,
  ],
  ['more vCPUs in all than there are', { count: 33 }, /33 nodes need 66 vCPUs at once.*maxvCpus 64/],
  [
    'more vCPUs in all than there are, because of one node',
    { count: 8, ranges: [{ from: 0, vcpus: 60 }] },
    /8 nodes need 74 vCPUs at once.*maxvCpus 64/,
  ],
  ['a range of half a vCPU', { count: 2, ranges: [{ from: 1, vcpus: 0.5 }] }, /nodes from 1: vcpus is 0.5/],
  [
    'a range of more memory than any instance has',
    { count: 2, instanceType: new InstanceType('c7i.xlarge'), ranges: [{ from: 1, memory: Size.gibibytes(8) }] },
    /nodes from 1: 2 vCPUs and 8192 MiB fit no instance type of queue "urgent" \(c7i.xlarge\).*at most/,
  ],
  [
    'an instance type of another architecture',
    { count: 2, instanceType: new InstanceType('c7g.large') },
    /nodes.instanceType is c7g.large, which the compute of queue "urgent" never starts \(default_x86_64\)/,
  ],
  [
    'a variable of a range that the service sets',
    { count: 2, ranges: [{ from: 0, environment: { AWS_BATCH_X: '' } }] },
    /nodes from 0: environment variable AWS_BATCH_X/,
  ],
])('refuses %s', (_what, nodes, message) => {
  const { platform } = onDemand();
  expect(refusal(() => platform.addJob(align, withNodes(nodes)))).toMatchObject({
    path: 'Test/Genomes/Jobs/align',
    message: expect.stringMatching(message),
  });
});

test('refuses an instance type of nodes that the compute does not name, and takes one that it names or may have', () => {
  const on = (compute: Compute) => {
    const { platform } = genomesPlatform({
      compute: { steady: compute },
      queues: { urgent: { priority: 10, compute: ['steady'] }, nightly: { priority: 1, compute: ['steady'] } },
    });
    return () => platform.addJob(align, withNodes({ count: 2, instanceType: new InstanceType('c7i.xlarge') }));
  };
  const classes = (...instanceClasses: InstanceClass[]) => Compute.onDemand({ maxvCpus: 64, instanceClasses });
  expect(refusal(on(classes(InstanceClass.M7I)))).toMatchObject({
    code: 'INVALID_NODES',
    message: expect.stringMatching(/c7i.xlarge.*"urgent" never starts \(m7i\)/),
  });
  expect(on(classes(InstanceClass.M7I, InstanceClass.C7I))).not.toThrow();
  const someone = 'arn:aws:batch:eu-west-1:111122223333:compute-environment/theirs';
  expect(on(Compute.imported({ kind: 'EC2', computeEnvironmentArn: someone }))).not.toThrow();
});

test('refuses Spot, Fargate, unmanaged compute, and sidecars', () => {
  const four = withNodes({ count: 4 });
  expect(refusal(() => genomesPlatform().platform.addJob(align, four)).message).toMatch(/"nightly" has Spot compute/);
  expect(refusal(() => fargatePlatform().platform.addJob(align, four)).message).toMatch(/"urgent" is FARGATE/);
  const unmanaged = genomesPlatform({
    compute: { own: Compute.unmanaged() },
    queues: { urgent: { priority: 10, compute: ['own'] }, nightly: { priority: 1, compute: ['own'] } },
  });
  expect(refusal(() => unmanaged.platform.addJob(align, four)).message).toMatch(/"urgent" has unmanaged compute/);
  const sidecars = { proxy: { image: four.image, vcpus: 1, memory: Size.gibibytes(1) } };
  expect(refusal(() => onDemand().platform.addJob(align, { ...four, sidecars })).message).toMatch(/both set/);
});

test('groups cover every node once and in order, and keep each range as it was given', () => {
  const edges = fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 8 }).map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(edges, fc.nat(5), (numbers, more) => {
      const ranges = numbers.flatMap((from, index) =>
        index % 2 === 0 ? [{ from, to: (numbers[index + 1] ?? from + 1) - 1 }] : [],
      );
      const count = (ranges.at(-1)?.to ?? 0) + 1 + more;
      const groups = nodeGroups(ranges, count);
      const nodes = groups.flatMap(({ from, to = from }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
      expect(nodes).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(groups.flatMap(({ range }) => range ?? [])).toEqual(ranges);
      expect(new Set(groups.map(targetNodes)).size).toBe(groups.length);
    }),
  );
});
