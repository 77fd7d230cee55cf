import { type ManifestHead, manifestPath, type Platform, parseS3Uri } from '@batchwright/model/contract';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type BucketPrefix, prefix } from '../access';
import { refuse } from '../checks';
import { definitionPrefix } from '../jobs';
import { manifestPathProblem } from '../manifest';
import { networkElsewhere } from '../network';
import { headProblem, otherEnvironment } from './check-import';
import type { FromManifestProps } from './import-props';
import type { FoundPlatform, FoundQueue } from './imported-platform';
import { LiveNames } from './live-names';
import { givenHead, lookedUpHead } from './read-head';

/** What `fromManifest` is given: the contract is known, or read from the manifest. */
export type ManifestSource<Queue extends string, JobName extends string> =
  | { readonly path: string; readonly platform?: undefined }
  | FromManifestProps<Queue, JobName>;

/**
 * Finds out about a platform by its manifest. What decides the template's shape (which queues there are, of which kind of
 * compute, with fair share or not) is taken from the manifest as it was when it was committed or looked up; what it is
 * called (ARNs, the workspace) is left to each deployment, if its owner expects jobs from elsewhere.
 */
export function fromManifest<Queue extends string, JobName extends string>(
  platform: Construct,
  source: ManifestSource<Queue, JobName>,
): FoundPlatform<Queue, JobName> {
  const props: Partial<FromManifestProps<Queue, JobName>> = source;
  const given = props.manifest === undefined ? undefined : givenHead(platform, props.manifest);
  const path = props.path ?? manifestPath(props.platform?.name ?? given?.platform ?? '');
  refuse(platform, manifestPathProblem(path));
  const looked = given ?? lookedUpHead(platform, path);
  const contract = props.platform ?? contractOf<Queue, JobName>(looked);
  if (looked !== undefined) refuse(platform, headProblem(contract, looked));
  const head = looked ?? standInHead(contract);
  const environment = looked && otherEnvironment(Stack.of(platform), looked);
  // CloudFormation reads parameters of its own account and region only.
  const live = environment === undefined && head.names === true ? new LiveNames(platform, path) : undefined;
  const found = (name: string): FoundQueue => {
    const queue = head.queues[name];
    return {
      arn: live?.queueArn(name) ?? queue?.arn ?? standInArn(platform),
      compute: {
        kind: queue?.compute ?? 'EC2',
        architecture: queue?.architecture ?? 'x86_64',
        maxvCpus: queue?.maxvCpus,
      },
      fairShare: queue?.fairShare === true,
    };
  };
  return {
    contract,
    queues: Object.fromEntries(contract.queues.map((name) => [name, found(name)])) as {
      readonly [Name in Queue]: FoundQueue;
    },
    standIn: looked === undefined ? found : undefined,
    workspace: workspaceOf(platform, head, live),
    workspaceExpiration: head.workspaceDays === undefined ? undefined : Duration.days(head.workspaceDays),
    definitions: head.definitions ?? definitionPrefix(contract.name, platform),
    manifestPath: path,
    network: networkElsewhere(head.publicAddresses),
    head: undefined,
    costTags: head.tags,
    eventsArn: eventsArn(platform, head),
    environment,
    securityGroups: props.securityGroups,
    removalPolicy: props.removalPolicy,
  };
}

/** ARN of the queue of events, from its URL: `https://sqs.<region>.<domain>/<account>/<name>`. */
function eventsArn(platform: Construct, { events, region }: ManifestHead): string | undefined {
  const [name, account] = events?.split('/').reverse() ?? [];
  if (name === undefined || account === undefined) return undefined;
  const arnFormat = ArnFormat.NO_RESOURCE_NAME;
  return Stack.of(platform).formatArn({ service: 'sqs', region, account, resource: name, arnFormat });
}

/** A contract that has what the manifest has. */
const contractOf = <Queue extends string, JobName extends string>(
  head: ManifestHead | undefined,
): Platform<Queue, JobName> => ({
  name: head?.platform ?? 'platform',
  queues: Object.keys(head?.queues ?? {}) as Queue[],
  jobs: [],
});

const standInArn = (platform: Construct): string =>
  Stack.of(platform).formatArn({ service: 'batch', resource: 'job-queue', resourceName: 'not-looked-up-yet' });

/** Stands in for a manifest that the CDK has not looked up yet. */
const standInHead = (contract: Platform<string, string>): ManifestHead => ({
  batchwright: 'manifest-head',
  version: 1,
  platform: contract.name,
  region: '',
  account: '',
  workspace: 's3://not-looked-up-yet',
  definitions: `${contract.name}-`,
  queues: {},
});

function workspaceOf(platform: Construct, head: ManifestHead, live: LiveNames | undefined): BucketPrefix {
  const { bucket = '', key = '' } = parseS3Uri(head.workspace) ?? {};
  const keyArn = head.workspaceKey === undefined ? undefined : (live?.workspaceKey ?? head.workspaceKey);
  return prefix(
    Bucket.fromBucketAttributes(platform, 'WorkspaceBucket', {
      bucketName: live?.workspaceBucket ?? bucket,
      ...(keyArn === undefined ? {} : { encryptionKey: Key.fromKeyArn(platform, 'WorkspaceKey', keyArn) }),
    }),
    key === '' || key.endsWith('/') ? key : `${key}/`,
  );
}
