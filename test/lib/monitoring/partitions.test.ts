import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { align, genomesPlatform, jobProps } from '../fixture';

/** A platform on which everything is asked for that is told, shown, kept or billed. */
function everything(stack: Stack, vpc: Vpc): Stack {
  const encryptionKey = new Key(stack, 'Key');
  const { platform } = genomesPlatform(
    { eventQueue: { encryptionKey }, costTags: { team: 'genomics' } },
    { stack, vpc },
  );
  platform.addJob(align, jobProps());
  const notify = new Topic(stack, 'Topic', { masterKey: encryptionKey });
  platform.depthProbe();
  platform.alarms('Ops', { notify, depth: { over: 100 } });
  platform.dashboard('Dashboard');
  platform.eventHistory('History', { encryptionKey });
  return stack;
}

test.each([undefined, 'eu-west-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1'])(
  'a stack in %s names its partition only as a reference',
  (region) => {
    const env = region === undefined ? undefined : { account: '111122223333', region };
    const stack = new Stack(new App(), 'Test', env === undefined ? {} : { env });
    const zones = region === undefined ? {} : { availabilityZones: [`${region}a`, `${region}b`] };
    const vpc = new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false, ...zones });
    const text = JSON.stringify(Template.fromStack(everything(stack, vpc)).toJSON());
    expect(text.match(/arn:aws[a-z-]*:/g)).toBeNull();
    expect(text.match(/[a-z.-]*\.amazonaws\.com\.cn|console\.[a-z.-]+/g)).toBeNull();
  },
);

test('two syntheses of it are the same', () => {
  const template = () => {
    const stack = new Stack(new App(), 'Test');
    return Template.fromStack(
      everything(stack, new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false })),
    ).toJSON();
  };
  expect(template()).toEqual(template());
});
