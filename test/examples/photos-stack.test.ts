import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PhotosStack } from '../../examples/photos/src/infra';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'batchwright-image-'));
  writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\n');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function photosTemplate(): Template {
  writeFileSync(join(directory, 'worker.js'), '');
  const app = new App();
  return Template.fromStack(new PhotosStack(app, 'PhotosStack', { imageDirectory: directory }));
}

test('the photo platform puts premium photos on steady compute and the others on Spot first', () => {
  const template = photosTemplate();
  const environments = template.findResources('AWS::Batch::ComputeEnvironment');
  const queues = Object.values(template.findResources('AWS::Batch::JobQueue')).map(({ Properties }) => [
    Properties.Priority,
    Properties.ComputeEnvironmentOrder.map(
      ({ ComputeEnvironment }: { readonly ComputeEnvironment: { readonly 'Fn::GetAtt': readonly [string] } }) =>
        environments[ComputeEnvironment['Fn::GetAtt'][0]]?.Properties.ComputeResources.Type,
    ),
  ]);
  expect(queues).toEqual([
    [100, ['EC2']],
    [50, ['SPOT', 'EC2']],
  ]);
});

test('the photo platform publishes its manifest and says where its buckets are', () => {
  const template = photosTemplate();
  const names = Object.values(template.findResources('AWS::SSM::Parameter')).map(({ Properties }) => Properties.Name);
  expect(names.sort()).toEqual([
    '/batchwright/photos/jobs/contact-sheet',
    '/batchwright/photos/jobs/thumbnail',
    '/batchwright/photos/platform',
  ]);
  expect(Object.keys(template.findOutputs('*')).sort()).toEqual(['ManifestPath', 'ResultsBucket', 'UploadsBucket']);
});

test('the photo platform needs no Lambda function to be deployed', () => {
  photosTemplate().resourceCountIs('AWS::Lambda::Function', 0);
});

test('all buckets of the photo platform are encrypted and closed', () => {
  const buckets = Object.values(photosTemplate().findResources('AWS::S3::Bucket'));
  expect(buckets).toHaveLength(3);
  for (const { Properties } of buckets) {
    expect(Properties).toMatchObject({
      BucketEncryption: expect.anything(),
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
  }
  photosTemplate().resourceCountIs('AWS::S3::BucketPolicy', 3);
});

test('refuses an image that was not built, and says how to build it', () => {
  expect(() => new PhotosStack(new App(), 'PhotosStack', { imageDirectory: directory })).toThrow(
    "has no worker.js: the worker's image is not built; run: npm run build:image -w @batchwright/example-photos",
  );
});
