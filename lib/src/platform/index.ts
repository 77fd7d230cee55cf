export { BatchPlatform } from './platform';
export { BatchPlatformBase } from './platform-base';
export type { BatchPlatformProps } from './platform-props';
