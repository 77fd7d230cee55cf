import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bucketPrefix, prefixProblem } from '../access';
import { known, knownSeconds, type Problem, refuse } from '../checks';
import { consumptionProblem } from '../resources';
import type { Workspace } from '../workspace';
import { containerPlaceProblem, containerProblem } from './check-container';
import { formProblem } from './check-form';
import { architectureProblem, jobProblem, priorityProblem, retryProblem } from './check-job';
import { sizeProblem, taskNeed, tasksOf } from './check-size';
import { namesOf, referenceProblem } from './input-fields';
import { instanceFit } from './instance-fit';
import { type JobPlace, kindsOf } from './job-place';
import type { JobProps } from './job-props';
import { rulesFor } from './retry';

/** Refuses what the service would refuse, and what could never run. */
export function refuseJob(
  at: Construct,
  props: JobProps<string>,
  place: JobPlace,
  attempts: number,
  timeout: Duration,
): void {
  const tasks = tasksOf(props);
  for (const { of, task } of tasks) refuse(at, said(of, sizeProblem(task, place.queues)));
  refuse(at, architectureProblem(place.queues));
  refuse(at, containerProblem(props));
  refuse(at, containerPlaceProblem(props, place.queues));
  for (const { of, task } of tasks) {
    refuse(at, said(of, instanceFit(taskNeed(task), place.queues, props.nodes?.instanceType).problem));
  }
  refuse(at, referenceProblem(namesOf(props, place.input)));
  refuse(at, jobProblem(props));
  refuse(at, formProblem(props, place.queues));
  refuse(at, priorityProblem(props.schedulingPriority, place.queues));
  for (const kind of kindsOf(place.queues)) {
    refuse(at, retryProblem(attempts, props.retry === undefined ? [] : rulesFor(props.retry, kind)));
  }
  refuse(at, consumptionProblem(props.consumes ?? []));
  for (const access of [...(props.reads ?? []), ...(props.writes ?? [])]) {
    refuse(at, prefixProblem(bucketPrefix(access)));
  }
  checkOutlives(at, place.workspace, timeout, attempts);
}

const said = (of: string, problem: Problem | undefined): Problem | undefined =>
  problem && { ...problem, message: `${of}${problem.message}` };

/** Inputs have to be there until the last attempt. */
export function checkOutlives(at: Construct, workspace: Workspace, timeout: Duration, attempts: number): void {
  const oneAttempt = knownSeconds(timeout);
  const all = known(attempts);
  if (oneAttempt !== undefined && all !== undefined) workspace.checkOutlives(at, oneAttempt * all);
}
