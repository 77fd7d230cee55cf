export type { ContainerProperties, NameValue, ResourceRequirement, Secret } from './container';
export { type ProcessRunnerOptions, processRunner } from './process';
export type { Launch, Runner, RunReport } from './runner';
