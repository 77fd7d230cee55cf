import { COMPUTE_UPDATES, LIMITS } from '../service';
import type { JsonObject } from '../template';
import type { Changed } from './changes';
import { familyOf, flagAt, objectAt } from './effect';
import type { Hazard, HazardRule } from './rules';
import { addressOf, type Reviewed } from './stacks';
import { valueText } from './value-text';

/**
 * What a change of a compute environment breaks.
 *
 * @param definitions - all job definitions of the reviewed templates: jobs of other stacks cannot be known
 */
export function* computeHazards(change: Changed, definitions: readonly Reviewed[]): Generator<Hazard> {
  const { before, after, properties, effect } = change;
  const hazard = (rule: HazardRule, message: string): Hazard => ({ rule, resource: addressOf(after), message });
  const changed = properties.map(({ path }) => path.join('.'));
  if (effect === 'replaced' || effect === 'maybe-replaced') {
    const because = properties.filter((one) => one.effect === effect).map(({ path }) => path.join('.'));
    yield hazard('COMPUTE_REPLACED', `replaced because of ${because.join(', ')}`);
    return;
  }
  const resources = objectAt(after.properties, 'ComputeResources');
  const fargate = familyOf(resources.Type) === 'FARGATE';
  const refused = properties.filter((one) => one.effect === 'refused').map(({ path }) => path.join('.'));
  if (refused.length > 0) {
    yield hazard('FARGATE_UPDATE_REFUSED', `${refused.join(', ')} cannot be updated on Fargate`);
  } else if (fargate && after.properties.UpdatePolicy !== undefined) {
    yield hazard('FARGATE_UPDATE_REFUSED', `${changed.join(', ')} cannot be updated while there is an UpdatePolicy`);
  }
  if (isOwnRole(before) !== isOwnRole(after)) {
    const [from, to] = [roleText(before), roleText(after)];
    yield hazard('SERVICE_ROLE_SWAPPED', `ServiceRole changes from ${from} to ${to}`);
  }
  const flag = 'ReplaceComputeEnvironment';
  const others = changed.filter((path) => path !== flag);
  if (changed.includes(flag) && flagAt(after.properties, flag) === false && others.length > 0) {
    yield hazard('REPLACE_FLAG_WITH_OTHERS', `${flag} becomes false together with ${others.join(', ')}`);
  }
  const desired = [objectAt(before.properties, 'ComputeResources').DesiredvCpus, resources.DesiredvCpus];
  if (typeof desired[0] === 'number' && typeof desired[1] === 'number' && desired[1] < desired[0]) {
    yield hazard('DESIRED_VCPUS_LOWERED', `DesiredvCpus goes from ${desired[0]} to ${desired[1]}`);
  }
  if (effect === 'infrastructure') yield* renewal(change, resources, definitions, hazard);
}

/** A role of its own; the service-linked one may be named, or left out. */
const isOwnRole = ({ properties }: Reviewed): boolean =>
  properties.ServiceRole !== undefined && !valueText(properties.ServiceRole).includes('AWSServiceRoleForBatch');

const roleText = (resource: Reviewed): string =>
  isOwnRole(resource) ? 'a role of its own' : 'the service-linked role';

function* renewal(
  { before, after, properties }: Changed,
  resources: JsonObject,
  definitions: readonly Reviewed[],
  hazard: (rule: HazardRule, message: string) => Hazard,
): Generator<Hazard> {
  const because = properties.filter(({ effect }) => effect === 'infrastructure').map(({ path }) => path.join('.'));
  const strategy = objectAt(before.properties, 'ComputeResources').AllocationStrategy ?? COMPUTE_UPDATES.notUpdatable;
  if (familyOf(resources.Type) === 'EC2' && strategy === COMPUTE_UPDATES.notUpdatable) {
    yield hazard(
      'UPDATE_REFUSED',
      `${because.join(', ')} with the allocation strategy ${COMPUTE_UPDATES.notUpdatable}`,
    );
    return;
  }
  if (isOwnRole(after)) {
    yield hazard('UPDATE_REFUSED', `${because.join(', ')} with a service role of its own`);
    return;
  }
  const policy = objectAt(after.properties, 'UpdatePolicy');
  if (flagAt(policy, 'TerminateJobsOnUpdate') === true) {
    yield hazard('UPDATE_ENDS_JOBS', `${because.join(', ')}: running jobs are ended at once (TerminateJobsOnUpdate)`);
    return;
  }
  const minutes = policy.JobExecutionTimeoutMinutes ?? LIMITS.updateTimeoutMinutes.default;
  const longer = definitions.filter((definition) => outlives(definition, Number(minutes)));
  if (longer.length === 0 && definitions.length > 0) return;
  const which = longer.length === 0 ? 'no job definition is known here' : longer.map(addressOf).join(', ');
  yield hazard(
    'UPDATE_ENDS_JOBS',
    `${because.join(', ')}: jobs that still run ${minutes} minutes after the update began are ended (${which})`,
  );
}

/** Whether an attempt on EC2 may run longer. A definition without a time-out may. */
function outlives({ properties }: Reviewed, minutes: number): boolean {
  const capabilities = properties.PlatformCapabilities;
  if (Array.isArray(capabilities) && capabilities.includes('FARGATE')) return false;
  const seconds = objectAt(properties, 'Timeout').AttemptDurationSeconds;
  return !(Number(seconds) <= minutes * 60);
}
