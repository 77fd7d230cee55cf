import { join } from 'node:path';
import { App, RemovalPolicies, RemovalPolicy } from 'aws-cdk-lib';
import { PhotosStack } from '../../examples/photos/src/infra';
import { stackName } from './plan';

/**
 * The app that is deployed to be verified: the photo platform as it is, under a name of its own, tagged, and with nothing
 * in it that outlives the stack. Buckets are emptied by who destroys it.
 */
const app = new App();
const suffix: unknown = app.node.tryGetContext('suffix');
if (typeof suffix !== 'string') throw new Error('the context "suffix" names the stack; run: npm run verify:aws');

const stack = new PhotosStack(app, stackName(suffix), {
  description: 'Batchwright: compared with AWS Batch, to be destroyed within hours',
  tags: { 'batchwright:verify': suffix },
  imageDirectory: join(__dirname, '..', '..', 'examples', 'photos', 'image'),
});
RemovalPolicies.of(stack).apply(RemovalPolicy.DESTROY);
app.synth();
