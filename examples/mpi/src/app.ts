import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { WeatherStack } from './infra';

const root = join(__dirname, '..');
new WeatherStack(new App(), 'Weather', {
  imageDirectory: join(root, 'image'),
  trainerDirectory: join(root, 'trainer'),
});
