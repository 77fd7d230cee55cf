import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { PhotosStack } from '../examples/photos/src/infra';

/** The reference app, which `cdk.json` runs: the photo platform, for whichever account and region it is deployed to. */
const app = new App();
new PhotosStack(app, 'PhotosStack', {
  description: 'Batchwright photo platform: thumbnails by customer tier and contact sheets',
  imageDirectory: join(__dirname, '..', 'examples', 'photos', 'image'),
});
app.synth();
