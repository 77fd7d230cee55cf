import type { BatchState } from '../state';
import {
  createComputeEnvironment,
  deleteComputeEnvironment,
  describeComputeEnvironments,
  updateComputeEnvironment,
} from './compute-environments';
import { describeJobs } from './describe-jobs';
import type { Fields } from './fields';
import { deregisterJobDefinition, describeJobDefinitions, registerJobDefinition } from './job-definitions';
import { createJobQueue, deleteJobQueue, describeJobQueues, updateJobQueue } from './job-queues';
import { listJobs } from './list-jobs';
import { getJobQueueSnapshot } from './queue-snapshot';
import {
  createSchedulingPolicy,
  deleteSchedulingPolicy,
  describeSchedulingPolicies,
  listSchedulingPolicies,
  updateSchedulingPolicy,
} from './scheduling-policies';
import { stopJob, stopJobs } from './stop-jobs';
import { submitJob } from './submit-job';

/** @param bytes - length of the request's body */
export type Operation = (batch: BatchState, fields: Fields, bytes: number) => object;

/** Operations that are served, by the last part of their path. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['createcomputeenvironment', createComputeEnvironment],
  ['describecomputeenvironments', describeComputeEnvironments],
  ['updatecomputeenvironment', updateComputeEnvironment],
  ['deletecomputeenvironment', deleteComputeEnvironment],
  ['createjobqueue', createJobQueue],
  ['describejobqueues', describeJobQueues],
  ['updatejobqueue', updateJobQueue],
  ['deletejobqueue', deleteJobQueue],
  ['createschedulingpolicy', createSchedulingPolicy],
  ['describeschedulingpolicies', describeSchedulingPolicies],
  ['listschedulingpolicies', listSchedulingPolicies],
  ['updateschedulingpolicy', updateSchedulingPolicy],
  ['deleteschedulingpolicy', deleteSchedulingPolicy],
  ['registerjobdefinition', registerJobDefinition],
  ['describejobdefinitions', describeJobDefinitions],
  ['deregisterjobdefinition', deregisterJobDefinition],
  ['submitjob', submitJob],
  ['describejobs', describeJobs],
  ['listjobs', listJobs],
  ['canceljob', stopJob('cancel')],
  ['terminatejob', stopJob('terminate')],
  ['canceljobs', stopJobs('cancel')],
  ['terminatejobs', stopJobs('terminate')],
  ['getjobqueuesnapshot', getJobQueueSnapshot],
]);

/** Operations of the service that are not served here. Source: the SDK's model. */
const NOT_SERVED = [
  'CreateConsumableResource',
  'CreateQuotaShare',
  'CreateServiceEnvironment',
  'DeleteConsumableResource',
  'DeleteQuotaShare',
  'DeleteServiceEnvironment',
  'DescribeConsumableResource',
  'DescribeQuotaShare',
  'DescribeServiceEnvironments',
  'DescribeServiceJob',
  'ListConsumableResources',
  'ListJobsByConsumableResource',
  'ListQuotaShares',
  'ListServiceJobs',
  'SubmitServiceJob',
  'TerminateServiceJob',
  'TerminateServiceJobs',
  'UpdateConsumableResource',
  'UpdateQuotaShare',
  'UpdateServiceEnvironment',
  'UpdateServiceJob',
] as const;

/** Name of an operation that the service has and that is not served here. */
export const notServed = (path: string): string | undefined => NOT_SERVED.find((name) => name.toLowerCase() === path);
