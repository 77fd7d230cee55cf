import { runJob } from '@batchwright/runtime/worker';
import { simulate } from './risk.contract';
import { valueAtRisk } from './value-at-risk';

// The container's program.
void runJob(simulate, async ({ day, paths, seed }) => ({ day, valueAtRisk: valueAtRisk(paths, seed) }));
