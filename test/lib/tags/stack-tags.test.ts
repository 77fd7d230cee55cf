import { App, NestedStack, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { align, genomesPlatform, jobProps } from '../fixture';

const EXPLICIT = '@aws-cdk/core:explicitStackTags';

/** A platform in a stack of an app, or in one that is nested in it. */
function platformIn(app: App, nested = false) {
  const top = new Stack(app, 'Test');
  const stack = nested ? new NestedStack(top, 'Nested') : top;
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false });
  const { platform } = genomesPlatform({}, { stack, vpc });
  platform.addJob(align, jobProps());
  return { top, stack, platform };
}

const warnings = ({ top, platform }: ReturnType<typeof platformIn>) =>
  Annotations.fromStack(top).findWarning(`/${platform.node.path}`, Match.stringLikeRegexp('STACK_TAGS'));

test('a platform warns of tags that CloudFormation hands on from the stack', () => {
  const app = new App();
  const made = platformIn(app);
  Tags.of(app).add('commit', '1a2b3c');
  Tags.of(made.stack).add('author', 'me');
  expect(warnings(made)[0]?.entry.data).toContain('the stack has the tags author, commit, which');
});

test('a platform says nothing of tags that are kept off the stack', () => {
  const app = new App();
  const made = platformIn(app, true);
  Tags.of(app).add('commit', '1a2b3c', { excludeResourceTypes: ['aws:cdk:stack', 'AWS::CloudFormation::Stack'] });
  expect(warnings(made)).toEqual([]);
});

test.each([
  { nested: false, warned: 0 },
  { nested: true, warned: 1 },
])(
  'a platform warns of tags of an app with explicit stack tags where the resource of a nested stack has them: $nested',
  ({ nested, warned }) => {
    const app = new App({ context: { [EXPLICIT]: true } });
    const made = platformIn(app, nested);
    Tags.of(app).add('commit', '1a2b3c');
    expect(warnings(made)).toHaveLength(warned);
  },
);
