export { FaultyRunner, type FaultyRunnerOptions } from './faulty-runner';
export { type InjectedFailures, injectedProblem } from './injected';
