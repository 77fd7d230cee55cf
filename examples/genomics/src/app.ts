import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { GenomicsStack } from './infra';

new GenomicsStack(new App(), 'Genomics', {
  imageDirectory: join(__dirname, '..', 'image'),
  email: 'sequencing-oncall@example.com',
});
