import { App, CfnParameter, PermissionsBoundary, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PermissionsBoundary as Boundary, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { everything } from '../everything';
import { align, emptyStack, genomesPlatform, jobProps, refusal } from '../fixture';

/** Roles below the platform, by logical id. */
const rolesOf = (template: Template) =>
  Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('Platform'));

test('every role of a platform, whatever made it, has the boundary and the path that an organization demands', () => {
  const permissionsBoundary = ManagedPolicy.fromManagedPolicyArn(new Stack(), 'Boundary', 'arn:aws:iam::1:policy/most');
  const template = Template.fromStack(everything({}, { permissions: { permissionsBoundary, rolePath: '/batch/' } }));
  const roles = rolesOf(template);
  expect(roles.length).toBeGreaterThan(8);
  for (const [id, { Properties }] of roles) {
    expect([id, Properties.PermissionsBoundary, Properties.Path]).toEqual([
      id,
      'arn:aws:iam::1:policy/most',
      '/batch/',
    ]);
  }
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::InstanceProfile'))) {
    expect(Properties.Path).toBe('/batch/');
  }
});

test("the CDK's own boundaries reach every role, too", () => {
  const stack = everything();
  Boundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'most'));
  for (const [id, { Properties }] of rolesOf(Template.fromStack(stack))) {
    expect([id, JSON.stringify(Properties.PermissionsBoundary)]).toEqual([id, expect.stringContaining(':policy/most')]);
  }
});

test('a boundary may come with the stack', () => {
  const stack = new Stack(new App(), 'Bound', { permissionsBoundary: PermissionsBoundary.fromName('most') });
  const vpc = new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  const { platform } = genomesPlatform({}, { vpc, stack });
  platform.addJob(align, jobProps());
  const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  for (const { Properties } of roles) expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(':policy/most');
});

test('a path may come from a parameter of the stack', () => {
  const at = emptyStack();
  const rolePath = new CfnParameter(at.stack, 'Path').valueAsString;
  const { platform } = genomesPlatform({ rolePath }, at);
  platform.addJob(align, jobProps());
  const [role] = Object.values(Template.fromStack(at.stack).findResources('AWS::IAM::Role'));
  expect(role?.Properties.Path).toEqual({ Ref: 'Path' });
});

test.each(['batch', '/batch', 'batch/', '/a b/', `/${'a'.repeat(511)}/`])('refuses the path %p', (rolePath) => {
  expect(refusal(() => genomesPlatform({ rolePath }))).toMatchObject({
    code: 'INVALID_NAME',
    path: 'Test/Genomes',
    message: expect.stringContaining('expected "/", or a path that begins and ends with a slash'),
  });
});
