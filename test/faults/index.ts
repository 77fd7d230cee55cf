export type { BeforeAndAfter, Fault, Faults } from './faults';
export { type FaultsProxy, type FaultsProxyOptions, type Passed, startFaultsProxy } from './proxy';
