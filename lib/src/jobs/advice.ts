import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { advise } from '../checks';
import { taskNeed, tasksOf } from './check-size';
import type { ContainerProps } from './container-props';
import { platformLeftOpen } from './image';
import { adviseOnReferences, namesOf } from './input-fields';
import { instanceFit } from './instance-fit';
import { type JobPlace, kindsOf } from './job-place';
import type { JobProps } from './job-props';
import { repeatsAnyhow, rulesFor } from './retry';

/**
 * Tells what the service takes and the author of a job should know: what it may do to others (to be acknowledged), what
 * has no effect, and what was decided for them.
 */
export function adviseOn(
  at: Construct,
  props: JobProps<string>,
  { queues, input }: JobPlace,
  defaultTimeout: Duration,
): void {
  const containers = [props, ...Object.values<ContainerProps>(props.sidecars ?? {}), ...(props.nodes?.ranges ?? [])];
  if (containers.some(({ privileged }) => privileged === true)) {
    advise(
      at,
      'PRIVILEGED',
      'the container has all rights on its instance, and so on the other jobs there; leave privileged out, or acknowledge',
    );
  }
  if (props.executeCommand === true) {
    advise(
      at,
      'EXECUTE_COMMAND',
      'whoever has ecs:ExecuteCommand gets a shell with the rights of the worker; leave executeCommand out when it is not ' +
        'needed any more, or acknowledge',
    );
  }
  if (props.retry !== undefined && kindsOf(queues).some((kind) => repeatsAnyhow(rulesFor(props.retry, kind)))) {
    advise(
      at,
      'REPEATS_ANYHOW',
      'retry has only rules that repeat, and the service also repeats what no rule matches: they change nothing; end them ' +
        'with Retry.exit()',
    );
  }
  const arm = queues.some(({ compute }) => compute.some(({ architecture }) => architecture === 'arm64'));
  if (arm && platformLeftOpen(props.image)) {
    advise(
      at,
      'IMAGE_ARCHITECTURE_OPEN',
      'the image is built for whatever machine builds it, and the compute is arm64; set platform: Platform.LINUX_ARM64',
    );
  }
  adviseOnReferences(at, namesOf(props, input));
  for (const { of, task } of tasksOf(props)) {
    const { warning } = instanceFit(taskNeed(task), queues, props.nodes?.instanceType);
    if (warning !== undefined) advise(at, 'MEMORY_TIGHT', `${of}${warning}`);
  }
  if (props.timeout === undefined) {
    advise(
      at,
      'DEFAULT_TIMEOUT',
      `an attempt is stopped after ${defaultTimeout.toMinutes()} minutes; set timeout to say how long it may run`,
    );
  }
}
