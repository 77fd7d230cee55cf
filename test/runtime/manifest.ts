import type { Manifest } from '@batchwright/runtime/contract';

const queue = (name: string) => `arn:aws:batch:us-east-1:000000000000:job-queue/${name}`;

/** A platform with an EC2 and a Fargate queue, and jobs for the one, the other and both. */
export const MANIFEST: Manifest = {
  batchwright: 'manifest',
  version: 1,
  platform: 'photos',
  region: 'us-east-1',
  account: '000000000000',
  workspace: 's3://workspace/photos',
  queues: {
    urgent: { arn: queue('urgent'), compute: 'EC2', priority: 100 },
    light: { arn: queue('light'), compute: 'FARGATE', priority: 50 },
    other: { arn: queue('other'), compute: 'EC2', priority: 1 },
  },
  jobs: {
    thumbnail: {
      definitions: { EC2: 'photos-thumbnail-ec2', FARGATE: 'photos-thumbnail-fargate' },
      queues: ['urgent', 'light'],
    },
    heavy: { definitions: { EC2: 'photos-heavy' }, queues: ['urgent', 'light'] },
    solve: { definitions: { EC2: 'photos-solve' }, forms: { EC2: { nodes: ['0:0', '1:3'] } }, queues: ['urgent'] },
  },
};
