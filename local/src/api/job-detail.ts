import { isTerminal } from '@batchwright/model/service';
import { type Attempt, lastAttempt } from '../scheduler';
import { type BatchJob, type BatchState, logOf, type TaskProperties } from '../state';
import { clusterName } from './compute-environments';
import { requirement } from './container-properties';

/** A job as DescribeJobs shows it. */
export function jobDetail(batch: BatchState, job: BatchJob): object {
  const { spec } = job;
  const attempt = lastAttempt(job);
  return {
    jobArn: batch.arn('job', job.id),
    jobName: spec.jobName,
    jobId: job.id,
    jobQueue: spec.queueArn,
    status: job.status,
    shareIdentifier: spec.share,
    schedulingPriority: spec.share === undefined ? undefined : spec.priority,
    attempts: job.attempts
      .filter(({ stoppedAt }) => stoppedAt !== undefined)
      .map((one) => attemptDetail(batch, job, one)),
    statusReason: job.statusReason,
    createdAt: job.createdAt,
    retryStrategy: spec.retryStrategy,
    // Present, and zero, until an attempt runs. An array's parent never does.
    startedAt: startedAt(job) ?? 0,
    stoppedAt: job.stoppedAt,
    dependsOn: job.parent === undefined ? spec.dependsOn : [],
    jobDefinition: spec.definition.arn,
    parameters: spec.parameters,
    ...(spec.definition.task === undefined
      ? { container: containerDetail(batch, job, attempt) }
      : { ecsProperties: taskDetails(batch, job, spec.definition.task, attempt) }),
    arrayProperties: arrayDetail(job),
    timeout: spec.timeoutSeconds === undefined ? undefined : { attemptDurationSeconds: spec.timeoutSeconds },
    tags: job.parent === undefined ? spec.tags : {},
    propagateTags: spec.propagateTags,
    platformCapabilities: [spec.definition.capability],
    ...(job.isCancelled && { isCancelled: true }),
    ...(job.isTerminated && { isTerminated: true }),
  };
}

/** A job as ListJobs shows it. */
export function jobSummary(batch: BatchState, job: BatchJob): object {
  const attempt = lastAttempt(job);
  const ended = attempt?.stoppedAt === undefined ? undefined : attempt;
  return {
    jobArn: batch.arn('job', job.id),
    jobId: job.id,
    jobName: job.spec.jobName,
    createdAt: job.createdAt,
    status: job.status,
    statusReason: job.statusReason,
    startedAt: startedAt(job),
    stoppedAt: job.stoppedAt,
    container: ended && { exitCode: ended.exitCode, reason: ended.reason },
    arrayProperties: job.index === undefined ? arrayDetail(job) : { index: job.index },
    jobDefinition: job.spec.definition.arn,
    shareIdentifier: job.spec.share,
    ...(job.isCancelled && { isCancelled: true }),
    ...(job.isTerminated && { isTerminated: true }),
  };
}

/** Of the attempt that runs or ran last; a job that waits for its next attempt has not started. */
function startedAt(job: BatchJob): number | undefined {
  const visible = job.status === 'RUNNING' || isTerminal(job.status);
  return visible ? lastAttempt(job)?.startedAt : undefined;
}

function arrayDetail({ summary, spec, index }: BatchJob): object | undefined {
  if (summary !== undefined) return { statusSummary: summary, size: spec.arraySize };
  return index === undefined ? undefined : { index, statusSummary: {} };
}

function containerDetail(batch: BatchState, job: BatchJob, attempt: Attempt | undefined): object {
  const { spec } = job;
  const { described } = spec.definition.container;
  return {
    ...described,
    command: spec.command,
    environment: spec.environment,
    resourceRequirements: spec.resourceRequirements,
    // The older members repeat the sizes only where the definition was written with them.
    ...('vcpus' in described && { vcpus: Number(requirement(spec.resourceRequirements, 'VCPU')) }),
    ...('memory' in described && { memory: Number(requirement(spec.resourceRequirements, 'MEMORY')) }),
    networkInterfaces: [],
    ...(attempt !== undefined && taskDetail(batch, job, attempt)),
    ...(attempt?.stoppedAt !== undefined && { exitCode: attempt.exitCode, reason: attempt.reason }),
  };
}

/** The worker as it runs, and the containers beside it as they were defined. */
function taskDetails(batch: BatchState, job: BatchJob, task: TaskProperties, attempt: Attempt | undefined): object {
  const [properties] = task.described.taskProperties;
  const ended = attempt?.stoppedAt === undefined ? undefined : attempt;
  const ran = attempt === undefined ? undefined : taskDetail(batch, job, attempt);
  const containers = properties?.containers.map((container, index) =>
    index !== task.main
      ? container
      : {
          ...container,
          command: job.spec.command,
          environment: job.spec.environment,
          resourceRequirements: job.spec.resourceRequirements,
          networkInterfaces: [],
          ...(ran && { logStreamName: ran.logStreamName }),
          ...(ended && { exitCode: ended.exitCode, reason: ended.reason }),
        },
  );
  return { taskProperties: [{ ...properties, containers, ...withoutLog(ran) }] };
}

/** The log stream is the container's, the rest the task's. */
function withoutLog(ran: ReturnType<typeof taskDetail> | undefined): object {
  const { logStreamName: _stream, ...task } = ran ?? { logStreamName: '' };
  return task;
}

function attemptDetail(batch: BatchState, job: BatchJob, attempt: Attempt): object {
  const { task } = job.spec.definition;
  const ran = taskDetail(batch, job, attempt);
  const container = {
    exitCode: attempt.exitCode,
    reason: attempt.reason,
    networkInterfaces: [],
  };
  return {
    ...(task === undefined
      ? { container: { ...ran, ...container } }
      : {
          taskProperties: [
            {
              ...withoutLog(ran),
              containers: [{ name: task.name, logStreamName: ran.logStreamName, ...container }],
            },
          ],
        }),
    startedAt: attempt.startedAt,
    stoppedAt: attempt.stoppedAt,
    statusReason: attempt.statusReason,
  };
}

/** The task behind an attempt. Fargate has no container instance; here one stands for this machine. */
function taskDetail(batch: BatchState, { spec }: BatchJob, attempt: Attempt) {
  const { partition, region, account } = batch.home;
  const environment = batch.computeEnvironments.get(attempt.computeEnvironment);
  const cluster = environment === undefined ? attempt.computeEnvironment : clusterName(environment);
  const ecs = `arn:${partition}:ecs:${region}:${account}`;
  return {
    taskArn: `${ecs}:task/${cluster}/${attempt.taskId}`,
    ...(spec.definition.capability === 'EC2' && {
      containerInstanceArn: `${ecs}:container-instance/${cluster}/${'0'.repeat(32)}`,
    }),
    logStreamName: logOf(spec, attempt).stream,
  };
}
