import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { align, emptyStack, genomesPlatform, jobProps, only } from '../fixture';

const PATH = '/Test/Genomes/Jobs/align';
const ARN = 'arn:aws:iam::111122223333:role/worker';

describe('role of the user', () => {
  test('gets what the job needs, and the job makes none', () => {
    const of = genomesPlatform();
    const principal = new ServicePrincipal('ecs-tasks.amazonaws.com');
    const role = new Role(of.stack, 'Worker', { assumedBy: principal });
    const executionRole = new Role(of.stack, 'Starter', { assumedBy: principal });
    const job = of.platform.addJob(align, jobProps({ role, executionRole }));
    const template = Template.fromStack(of.stack);
    expect([job.role, job.executionRole]).toEqual([role, executionRole]);
    expect(Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.includes('Jobs'))).toEqual([]);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('^Worker'),
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 's3:PutObject' })]) },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('^Starter'),
      PolicyDocument: { Statement: [Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] })] },
    });
    Annotations.fromStack(of.stack).hasNoWarning(PATH, Match.stringLikeRegexp('ROLE_LEFT_ALONE'));
  });

  test('gets it when it is imported, too', () => {
    const of = genomesPlatform();
    of.platform.addJob(align, jobProps({ role: Role.fromRoleArn(of.stack, 'Worker', ARN) }));
    Template.fromStack(of.stack).hasResourceProperties('AWS::IAM::Policy', { Roles: ['worker'] });
    Annotations.fromStack(of.stack).hasNoWarning(PATH, Match.stringLikeRegexp('ROLE_LEFT_ALONE'));
  });

  test('is left alone with a warning when it is imported so', () => {
    const of = genomesPlatform();
    const role = Role.fromRoleArn(of.stack, 'Worker', ARN, { mutable: false });
    const executionRole = Role.fromRoleArn(of.stack, 'Starter', `${ARN}-starter`, { mutable: false });
    of.platform.addJob(align, jobProps({ role, executionRole }));
    const annotations = Annotations.fromStack(of.stack);
    annotations.hasWarning(
      PATH,
      Match.stringLikeRegexp('^role is imported .* allows s3:GetObject, s3:ListBucket, s3:PutObject.*ROLE_LEFT_ALONE'),
    );
    annotations.hasWarning(
      PATH,
      Match.stringLikeRegexp('^executionRole is imported .* logs:CreateLogStream, logs:PutLogEvents.*ROLE_LEFT_ALONE'),
    );
    expect(only(Template.fromStack(of.stack), 'AWS::Batch::JobDefinition')).toMatchObject({
      ContainerProperties: { JobRoleArn: ARN, ExecutionRoleArn: `${ARN}-starter` },
    });
  });
});

describe('key of the logs', () => {
  test('may be used by CloudWatch Logs for groups of this account, and waits for nothing', () => {
    const at = emptyStack();
    const logEncryptionKey = new Key(at.stack, 'Key');
    genomesPlatform({}, at).platform.addJob(align, jobProps({ logEncryptionKey }));
    const template = Template.fromStack(at.stack);
    const [id] = Object.keys(template.findResources('AWS::KMS::Key'));
    expect(only(template, 'AWS::Logs::LogGroup').KmsKeyId).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          {
            Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
            Effect: 'Allow',
            Principal: { Service: { 'Fn::Sub': `logs.\${AWS::Region}.\${AWS::URLSuffix}` } },
            Resource: '*',
            Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
          },
        ]),
      },
    });
  });

  test('that is imported is left alone with a warning', () => {
    const of = genomesPlatform();
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000';
    of.platform.addJob(align, jobProps({ logEncryptionKey: Key.fromKeyArn(of.stack, 'Key', arn) }));
    Annotations.fromStack(of.stack).hasWarning(PATH, Match.stringLikeRegexp('KEY_LEFT_ALONE'));
    expect(only(Template.fromStack(of.stack), 'AWS::Logs::LogGroup').KmsKeyId).toBe(arn);
  });
});
