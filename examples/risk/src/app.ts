import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { RiskStack } from './infra';

new RiskStack(new App(), 'Risk', { imageDirectory: join(__dirname, '..', 'image') });
