export { type ProcessRunnerOptions, processRunner } from './process-runner';
