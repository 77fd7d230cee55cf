import { Port, type SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { emptyStack, genomesPlatform, isolatedVpc, only, refusal, templateOfJob } from '../fixture';

const GROUP = 'AWS::EC2::SecurityGroup';

test('the security group lets HTTPS out and nothing in', () => {
  const group = only(templateOfJob(), GROUP);
  expect(group.SecurityGroupEgress).toEqual([
    expect.objectContaining({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }),
  ]);
  expect(group).not.toHaveProperty('SecurityGroupIngress');
});

test('all compute shares the security group, and more can be allowed through the platform', () => {
  const of = genomesPlatform();
  of.platform.connections.allowToAnyIpv4(Port.tcp(5432), 'database');
  const template = templateOfJob({}, of);
  template.resourceCountIs(GROUP, 1);
  expect(only(template, GROUP).SecurityGroupEgress).toContainEqual(expect.objectContaining({ FromPort: 5432 }));
});

const subnetsOf = (template: ReturnType<typeof templateOfJob>) =>
  Object.values(template.findResources('AWS::Batch::ComputeEnvironment')).flatMap(({ Properties }) =>
    Properties.ComputeResources.Subnets.map(({ Ref }: { Ref: string }) => Ref),
  );

test('jobs run in private subnets with a way out', () => {
  const subnets = subnetsOf(templateOfJob());
  expect(subnets.length).toBeGreaterThan(0);
  expect(subnets.filter((subnet) => !subnet.startsWith('VpcPrivate'))).toEqual([]);
});

test('jobs run in isolated subnets when there are no others', () => {
  const at = emptyStack();
  const of = genomesPlatform({ vpc: isolatedVpc(at.stack, SubnetType.PRIVATE_ISOLATED) }, at);
  const subnets = subnetsOf(templateOfJob({}, of));
  expect(subnets.length).toBeGreaterThan(0);
  expect(subnets.filter((subnet) => !subnet.startsWith('Otheronly'))).toEqual([]);
});

test('refuses a VPC with public subnets only, and names what a way out is paid for by', () => {
  const at = emptyStack();
  const vpc = isolatedVpc(at.stack, SubnetType.PUBLIC);
  const { code, path, message } = refusal(() => genomesPlatform({ vpc }, at));
  expect({ code, path }).toEqual({ code: 'NO_PRIVATE_SUBNETS', path: 'Test/Genomes' });
  expect(message).toContain('the VPC has no private subnets, and jobs are not put on the internet unasked');
  for (const driver of [
    'NAT gateway (paid for by the hour and by the GB',
    'interface endpoints (each by the hour in each zone',
  ])
    expect(message).toContain(driver);
  expect(message).toContain('publicSubnets: true');
});

test('refuses a selection with public subnets', () => {
  const { code, message } = refusal(() => genomesPlatform({ vpcSubnets: { subnetType: SubnetType.PUBLIC } }));
  expect(code).toBe('NO_PRIVATE_SUBNETS');
  expect(message).toContain('vpcSubnets selects public subnets');
});

test.each<[string, SubnetSelection, string]>([
  ['of a type that the VPC does not have', { subnetType: SubnetType.PRIVATE_ISOLATED }, "no 'Isolated' subnet groups"],
  ['in no zone of the VPC', { availabilityZones: ['nowhere'] }, 'selects no subnet of the VPC;'],
  ['that is empty', { subnets: [] }, 'selects no subnet of the VPC;'],
])('refuses a selection of subnets %s', (_what, vpcSubnets, why) => {
  const { code, path, message } = refusal(() => genomesPlatform({ vpcSubnets }));
  expect({ code, path }).toEqual({ code: 'NO_PRIVATE_SUBNETS', path: 'Test/Genomes' });
  expect(message).toContain(why);
  expect(message).toContain('expected at least one private subnet: leave vpcSubnets out');
});
