export type { FromAttributesProps, FromManifestProps, QueueAttributes } from './import-props';
export { ImportedPlatform } from './imported-platform';
export { BatchPlatform } from './platform';
export { BatchPlatformBase } from './platform-base';
export type { BatchPlatformProps } from './platform-props';
export type { RoleSettings } from './role-settings';
