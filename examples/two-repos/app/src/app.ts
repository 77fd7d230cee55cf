import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { RiskStack } from './risk-stack';

new RiskStack(new App(), 'Risk', { imageDirectory: join(__dirname, '..', 'image') });
