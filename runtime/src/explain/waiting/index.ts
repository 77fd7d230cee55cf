export type { OtherClients } from './clients';
export { type Diagnosed, type DiagnoseOptions, diagnose } from './diagnose';
export type { Diagnosis, Finding } from './diagnosis';
export type { JobFacts, WaitingFacts } from './facts';
export { environmentFacts, jobFacts, readQueue, type Sources, sourcesOf } from './gather';
export { needOf } from './need';
export { computeRules } from './rules-compute';
export { lineRules } from './rules-line';
export { machineRules } from './rules-machines';
