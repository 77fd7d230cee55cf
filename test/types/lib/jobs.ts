/** Type tests of jobs: every line compiles, or is expected not to. Checked by `npm run test:types`. */
import {
  type BatchPlatform,
  defineJob,
  type FileSystemMount,
  type JobProps,
  prefix,
  Retry,
  type RetryRule,
  unchecked,
} from '@batchwright/cdk';
import { Duration, Size } from 'aws-cdk-lib';
import { UlimitName } from 'aws-cdk-lib/aws-batch';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { IAccessPoint, IFileSystem } from 'aws-cdk-lib/aws-efs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

declare const platform: BatchPlatform<'standard', string, 'spot'>;
declare const repository: IRepository;
declare const accessPoint: IAccessPoint;
declare const files: IFileSystem;
declare const role: IRole;
declare const key: IKey;
declare const samples: IBucket;
declare const results: IBucket;

const align = defineJob('align', { input: unchecked<{ sample: string }>() });

// The example of docs/constructs/job.md.
platform.addJob(align, {
  image: ContainerImage.fromEcrRepository(repository, '1.4'),
  vcpus: 8,
  memory: Size.mebibytes(30_000),
  timeout: Duration.hours(4),
  reads: [prefix(samples, 'in/')],
  writes: [results],
  fileSystems: [{ from: accessPoint, path: '/mnt/reference' }],
  ulimits: [{ name: UlimitName.NOFILE, softLimit: 65_536, hardLimit: 65_536 }],
  retry: [Retry.onSpotReclaim(), Retry.onImagePull(), Retry.onRetryableError(), Retry.exit()],
});

const size = { image: ContainerImage.fromRegistry('busybox'), vcpus: 1, memory: Size.gibibytes(2) };
const own: RetryRule = { action: 'EXIT', onExitCode: '2' };
const props: JobProps<'standard'> = {
  ...size,
  role,
  executionRole: role,
  logEncryptionKey: key,
  gpus: 1,
  init: true,
  user: '1000',
  sharedMemory: Size.mebibytes(64),
  retry: [own, Retry.onExitCode(75, 137), Retry.onAgentFault(), Retry.exit()],
};
platform.addJob(align, props);

const mount: FileSystemMount = { from: files, path: '/mnt', access: 'ROOT' };
platform.addJob(align, { ...size, fileSystems: [mount] });
// @ts-expect-error: one of the three words
platform.addJob(align, { ...size, fileSystems: [{ from: files, path: '/mnt', access: 'rw' }] });
// @ts-expect-error: a size, not a number
platform.addJob(align, { ...size, ephemeralStorage: 100 });
// @ts-expect-error: a preset is called
platform.addJob(align, { ...size, retry: [Retry.exit] });
// @ts-expect-error: codes are numbers
Retry.onExitCode('75');
