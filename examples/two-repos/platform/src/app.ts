import { App } from 'aws-cdk-lib';
import { ResearchPlatformStack } from './platform-stack';

new ResearchPlatformStack(new App(), 'ResearchPlatform');
