export { type ProcessRunnerOptions, processRunner } from './process';
export type { Launch, Runner, RunReport } from './runner';
