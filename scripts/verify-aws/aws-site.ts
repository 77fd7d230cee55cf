import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { VerifyOptions } from './arguments';
import { cdk } from './cdk';
import { deregisterAll, endJobs } from './clean-batch';
import { emptyBucket, stackResources, stackStatus } from './clean-stack';
import { openLab } from './lab';
import { sendPhotos } from './photos';
import { stackName } from './plan';
import { connectPhotos, makeClients } from './platform-clients';
import type { Site } from './verify';
import { versions } from './versions';

const POLL_MS = 3_000;
/** An instance may have to start, and the image to be pulled. */
const PATIENCE_MS = 20 * 60 * 1000;
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';
const MANIFEST_HEAD = '/batchwright/photos/platform';
const LINES_MS = 60_000;

/** A sandbox account of AWS. */
export function awsSite({ account, region, suffix }: VerifyOptions): Site {
  const clients = makeClients(region, undefined);
  const { batch, logs, s3 } = clients;
  const cloudFormation = new CloudFormationClient({ region });
  const ssm = new SSMClient({ region });
  const stack = stackName(suffix);
  const runCdk = async (verb: 'deploy' | 'destroy', signal?: AbortSignal): Promise<void> => {
    const output = await mkdtemp(join(tmpdir(), 'batchwright-verify-'));
    try {
      await cdk({ verb, suffix, region, output, signal });
    } finally {
      await rm(output, { recursive: true, force: true });
    }
  };

  return {
    versions: versions(),
    async caller() {
      const { Account = '', Arn = '' } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn };
    },
    async obstacles() {
      const found: string[] = [];
      if (!(await hasParameter(ssm, BOOTSTRAP))) {
        found.push(`the CDK is not bootstrapped there; run: npx cdk bootstrap aws://${account}/${region}`);
      }
      if (await hasParameter(ssm, MANIFEST_HEAD)) {
        found.push(`a platform called photos is there (parameter ${MANIFEST_HEAD}); use another account or region`);
      }
      if ((await stackStatus(cloudFormation, stack)) !== undefined) {
        found.push(`the stack ${stack} exists; use another --suffix, or destroy it with --destroy`);
      }
      if (!(await hasDocker())) found.push('Docker does not run; the image of the worker is built with it');
      return found;
    },
    deploy: (signal) => runCdk('deploy', signal),
    async openLab(signal) {
      const { manifest } = await connectPhotos(clients, region, undefined);
      return openLab({
        batch,
        logs,
        manifest,
        suffix,
        signal,
        pollMs: POLL_MS,
        patienceMs: PATIENCE_MS,
        linesMs: LINES_MS,
      });
    },
    async sendPhotos(count, made, signal) {
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
      const output = (name: string): string => {
        const value = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
        if (value === undefined) throw new Error(`the stack ${stack} has no output ${name}`);
        return value;
      };
      const buckets = { uploads: output('UploadsBucket'), results: output('ResultsBucket') };
      const platform = await connectPhotos(clients, region, undefined);
      return sendPhotos({ batch: platform, s3, logs, buckets }, count, made, signal);
    },
    async clean(step, made) {
      switch (step) {
        case 'end jobs':
          return endJobs(batch, made.jobs);
        case 'deregister definitions':
          return deregisterAll(batch, made.definitions);
        case 'empty buckets': {
          const left: string[] = [];
          for (const { ResourceType, PhysicalResourceId } of await stackResources(cloudFormation, stack)) {
            if (ResourceType !== 'AWS::S3::Bucket' || !PhysicalResourceId) continue;
            left.push(...(await emptyBucket(s3, PhysicalResourceId)));
          }
          return left;
        }
        case 'destroy stack':
          // Without a stack there is nothing to destroy, and nobody to say so.
          if ((await stackStatus(cloudFormation, stack)) !== undefined) await runCdk('destroy');
          return [];
        case 'look what is left': {
          const status = await stackStatus(cloudFormation, stack);
          if (status === undefined) return [];
          const remedy = `npm run verify:aws -- --account ${account} --region ${region} --suffix ${suffix} --destroy`;
          const resources = await stackResources(cloudFormation, stack);
          return [
            `stack ${stack} is ${status}; try again: ${remedy}`,
            ...resources.map((one) => `${one.ResourceType} ${one.PhysicalResourceId} (${one.ResourceStatus})`),
          ];
        }
      }
    },
  };
}

async function hasParameter(ssm: SSMClient, Name: string): Promise<boolean> {
  try {
    await ssm.send(new GetParameterCommand({ Name }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return false;
    throw error;
  }
}

const hasDocker = (): Promise<boolean> =>
  promisify(execFile)('docker', ['info'], { timeout: 60_000 }).then(
    () => true,
    () => false,
  );
