import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateServiceLinkedRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { cdk } from '../../../scripts/verify-aws/cdk';
import { stackName } from '../../../scripts/verify-aws/plan';
import { describeWithMoto, type Moto, startMoto } from '../deploy/moto';
import { shimmed, type Template, withNetworkKept } from '../deploy/shims';
import { runVerify } from './run';

// The CDK's command line, twice, which builds the worker's image directory and synthesizes.
jest.setTimeout(180_000);

const SUFFIX = 'moto';
const ACCOUNT = '123456789012';

describeWithMoto('verify:aws in an account that moto_server plays', () => {
  let moto: Moto;
  let output: string;
  let template: Template;
  let cloudFormation: CloudFormationClient;
  /** The AWS SDK of every process takes this for AWS. */
  let environment: Record<string, string>;

  beforeAll(async () => {
    moto = await startMoto();
    environment = {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_ACCESS_KEY_ID: moto.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: moto.credentials.secretAccessKey,
    };
    output = mkdtempSync(join(tmpdir(), 'verify-aws-test-'));
    await cdk({ verb: 'synth', suffix: SUFFIX, region: moto.region, output });
    template = JSON.parse(readFileSync(join(output, `${stackName(SUFFIX)}.template.json`), 'utf8'));
    cloudFormation = new CloudFormationClient({ ...moto, maxAttempts: 1 });
  });
  afterAll(async () => {
    await moto?.stop();
    if (output !== undefined) rmSync(output, { recursive: true, force: true });
  });

  const verify = (...args: readonly string[]) =>
    runVerify(['--account', ACCOUNT, '--region', moto.region, ...args], environment);

  test('the stack is tagged, and keeps nothing when it is deleted', () => {
    const { artifacts } = JSON.parse(readFileSync(join(output, 'manifest.json'), 'utf8'));
    expect(artifacts[stackName(SUFFIX)].properties.tags).toEqual({ 'batchwright:verify': SUFFIX });
    const kept = Object.entries(template.Resources).filter(
      ([, { DeletionPolicy, UpdateReplacePolicy }]) => DeletionPolicy === 'Retain' || UpdateReplacePolicy === 'Retain',
    );
    expect(kept).toEqual([]);
  });

  test('an account that the CDK is not bootstrapped in is refused with the remedy', async () => {
    const { code, err } = await verify('--yes');
    expect(code).toBe(64);
    expect(err).toContain(`Account ${ACCOUNT}, region ${moto.region}, as arn:aws:`);
    expect(err).toContain(`npx cdk bootstrap aws://${ACCOUNT}/${moto.region}`);
    expect(err).toContain('nothing was written');
  });

  test('credentials of another account are refused', async () => {
    const { code, err } = await runVerify(['--account', '999988887777', '--region', moto.region, '--yes'], environment);
    expect(code).toBe(64);
    expect(err).toContain(`the credentials are of account ${ACCOUNT}`);
  });

  test('an account that has the platform is refused, and --destroy deletes the stack with what is in its buckets', async () => {
    const { Role } = await new IAMClient(moto).send(
      new CreateServiceLinkedRoleCommand({ AWSServiceName: 'batch.amazonaws.com' }),
    );
    await new SSMClient(moto).send(
      new PutParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '30', Type: 'String' }),
    );
    const StackName = stackName(SUFFIX);
    await cloudFormation.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: JSON.stringify(withNetworkKept(shimmed(template, { batchRoleArn: Role?.Arn ?? '' }))),
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
    const s3 = new S3Client({ ...moto, forcePathStyle: true });
    const buckets = StackResources.filter(({ ResourceType }) => ResourceType === 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(3);
    for (const { PhysicalResourceId: Bucket } of buckets) {
      for (const Key of ['a', 'b/c']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    }

    const refused = await verify('--yes', '--suffix', SUFFIX);
    expect(refused.code).toBe(64);
    expect(refused.err).toContain('a platform called photos is there');
    expect(refused.err).toContain(`the stack ${StackName} exists`);

    const { code, err } = await verify('--yes', '--suffix', SUFFIX, '--destroy');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(`Destroys  stack ${StackName}`) });
    await expect(cloudFormation.send(new DescribeStacksCommand({ StackName }))).rejects.toThrow('does not exist');
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets).toEqual([]);
  });
});
