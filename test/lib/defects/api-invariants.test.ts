import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { refusal, templateOfJob } from '../fixture';
import type { Attempt } from './attempt';
import { COMPUTE_ATTEMPTS } from './compute-attempts';
import { FORM_ATTEMPTS } from './form-attempts';
import { JOB_ATTEMPTS } from './job-attempts';
import { platformWith, QUEUE_ATTEMPTS } from './queue-attempts';
import { SERVICE_ATTEMPTS, training } from './service-attempts';

/*
 * What the service refuses, tried through the constructs: an error at the construct, with a stable code, before anything is
 * deployed. What the compiler does not let anybody write stands in `test/types/lib`.
 */

describe.each<[string, readonly Attempt[]]>([
  ['compute environments', COMPUTE_ATTEMPTS],
  ['jobs', JOB_ATTEMPTS],
  ['jobs of several containers or nodes, and pods', FORM_ATTEMPTS],
  ['queues, scheduling policies and submissions', QUEUE_ATTEMPTS],
  ['consumable resources and training jobs', SERVICE_ATTEMPTS],
])('of %s', (_what, attempts) => {
  test.each(attempts.map((attempt) => [attempt.says, attempt.code, attempt] as const))(
    '%s is refused as %s',
    (_says, code, { path, make }) => {
      const { message, ...rest } = refusal(make);
      expect(rest).toEqual({ code, path });
      expect(message).toContain(`[@batchwright/cdk:${code}]`);
    },
  );
});

/** Queues as they are rendered, with everything on that a queue can have. */
function renderedQueues() {
  const everything = {
    shares: { a: 1, 'b*': 2 },
    cancelWithoutCapacityAfter: Duration.hours(1),
    compute: ['a', 'b', 'c'],
  };
  const template = templateOfJob({ vcpus: 1 }, platformWith(everything));
  const stack = new Stack();
  const gpus = { 'ml.g6.xlarge': 4 };
  const quotaShares = { a: { capacity: gpus, sharing: 'LEND' } };
  training({ quotaShares, terminateWithoutCapacityAfter: Duration.hours(1) }, gpus)(stack);
  const of = (from: Template, type: string) =>
    Object.values(from.findResources(type)).map(({ Properties }) => Properties);
  const service = Template.fromStack(stack);
  return {
    queues: of(template, 'AWS::Batch::JobQueue'),
    serviceQueues: of(service, 'AWS::Batch::JobQueue'),
    policies: [...of(template, 'AWS::Batch::SchedulingPolicy'), ...of(service, 'AWS::Batch::SchedulingPolicy')],
  };
}

test('what is left of the invariants cannot be said', () => {
  const { queues, serviceQueues, policies } = renderedQueues();
  const actions = (queue: Record<string, unknown>) =>
    queue.JobStateTimeLimitActions as { Action: string; State: string; Reason: string }[];
  expect(queues).toHaveLength(2);
  for (const queue of queues) {
    // Duplicate ComputeEnvironment order values.
    const orders = queue.ComputeEnvironmentOrder.map(({ Order }: { Order: number }) => Order);
    expect(orders).toEqual([...new Set(orders)]);
    // Invalid job action. Valid job actions: [CANCEL]
    expect(new Set(actions(queue).map(({ Action }) => Action))).toEqual(new Set(['CANCEL']));
    // A queue has compute environments or a service environment.
    expect(queue).not.toHaveProperty('ServiceEnvironmentOrder');
  }
  for (const queue of serviceQueues) {
    // Job queues of type SAGEMAKER_TRAINING must have serviceEnvironmentOrder; only one.
    expect(queue.JobQueueType).toBe('SAGEMAKER_TRAINING');
    expect(queue.ServiceEnvironmentOrder).toHaveLength(1);
    expect(queue).not.toHaveProperty('ComputeEnvironmentOrder');
    // Invalid job action. Valid job actions: [TERMINATE]
    expect(new Set(actions(queue).map(({ Action }) => Action))).toEqual(new Set(['TERMINATE']));
  }
  for (const queue of [...queues, ...serviceQueues]) {
    // Job Queue name should match a valid pattern.
    expect(queue).not.toHaveProperty('JobQueueName');
    // Duplicate job state limit actions are not allowed.
    const reasons = actions(queue).map(({ State, Reason }) => `${State} ${Reason}`);
    expect(reasons).toEqual([...new Set(reasons)]);
  }
  for (const policy of policies) {
    // Scheduling policy name should match a valid pattern.
    expect(Object.keys(policy)).toHaveLength(1);
    // Idle resource assignment strategy must be one of [FIFO].
    if ('QuotaSharePolicy' in policy) expect(policy.QuotaSharePolicy.IdleResourceAssignmentStrategy).toBe('FIFO');
  }
});
