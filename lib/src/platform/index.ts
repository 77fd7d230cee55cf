export { BatchPlatform } from './platform';
export type { BatchPlatformProps } from './platform-props';
