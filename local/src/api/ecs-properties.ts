import { CONTAINER_CONDITIONS, CONTAINER_LIMITS, type ComputeKind } from '@batchwright/model/service';
import type { ContainerProperties, ResourceRequirement } from '../runners';
import type { TaskProperties } from '../state';
import { checkRequirements, readContainer, requirement } from './container-properties';
import type { Fields } from './fields';
import { invalid } from './rejection';
import { ECS_PROPERTIES, readShape } from './shapes';

/** What of a task counts for each of its containers. */
const OF_TASK = ['executionRoleArn', 'ephemeralStorage', 'networkConfiguration', 'runtimePlatform'] as const;

/**
 * Reads and checks `ecsProperties` of a definition. Here one container runs, the worker: the first that is essential. The
 * others are checked and described, and count with what they ask for.
 */
export function readTask(
  ecs: Fields,
  kind: ComputeKind,
): { readonly container: ContainerProperties; readonly task: TaskProperties } {
  const [task, ...more] = ecs.objects('taskProperties') ?? [];
  if (task === undefined || more.length > 0)
    throw invalid('ecsProperties takes exactly one element of taskProperties.');
  const list = task.objects('containers') ?? [];
  if (list.length < 1 || list.length > CONTAINER_LIMITS.containers) {
    throw invalid(`Number of containers must be between 1 and ${CONTAINER_LIMITS.containers}`);
  }
  const essential = list.map((one) => one.boolean('essential') ?? true);
  if (!essential.includes(true)) throw invalid('At least one container must be set as essential');
  checkDependencies(list, essential);
  const ofTask = Object.fromEntries(OF_TASK.flatMap((name) => (task.has(name) ? [[name, task.json[name]]] : [])));
  const read = list.map((one) => readContainer(one.with({ ...one.json, ...ofTask }), kind, 'task'));
  const total = sum(read.map(({ resourceRequirements }) => resourceRequirements));
  checkRequirements(total, kind);
  const main = essential.indexOf(true);
  const container = read[main];
  if (container === undefined) throw invalid('At least one container must be set as essential');
  const described = readShape(ecs, ECS_PROPERTIES) as TaskProperties['described'];
  const beside = Number(requirement(total, 'VCPU')) - Number(requirement(container.resourceRequirements, 'VCPU'));
  return { container, task: { described, main, name: list[main]?.string('name'), besideVcpus: beside } };
}

function checkDependencies(list: readonly Fields[], essential: readonly boolean[]): void {
  const names = list.map((one) => one.string('name'));
  for (const one of list) {
    const dependsOn = one.objects('dependsOn') ?? [];
    if (dependsOn.length > 0 && list.length === 1) {
      throw invalid('Container dependency can not be used in a single-container job.');
    }
    for (const dependency of dependsOn) {
      const target = dependency.string('containerName');
      const condition = dependency.string('condition') ?? '';
      const index = names.indexOf(target);
      if (target === undefined || index < 0)
        throw invalid(`containerName ${target} must reference a defined container.`);
      if (!(CONTAINER_CONDITIONS as readonly string[]).includes(condition)) {
        throw invalid(
          `TaskContainer dependency ${condition} is not valid. Valid values are: [${CONTAINER_CONDITIONS.join(', ')}]`,
        );
      }
      if (condition !== 'START' && essential[index] === true) {
        throw invalid(
          `The container target of a dependency can not have condition ${condition} if the target is essential`,
        );
      }
    }
  }
}

/** What all containers ask for together. */
function sum(lists: readonly (readonly ResourceRequirement[])[]): readonly ResourceRequirement[] {
  const totals = new Map<string, number>();
  for (const { type, value } of lists.flat()) totals.set(type, (totals.get(type) ?? 0) + Number(value));
  return [...totals].map(([type, value]) => ({ type, value: String(value) }));
}

/** A submission's overrides of the worker. Those of other containers, which do not run here, are taken and left. */
export function taskOverrides(fields: Fields, { name, described }: TaskProperties): Fields | undefined {
  const [task] = fields.object('ecsPropertiesOverride')?.objects('taskProperties') ?? [];
  const overrides = task?.objects('containers') ?? [];
  const names = described.taskProperties.flatMap((one) => one.containers.map((container) => container.name));
  for (const override of overrides) {
    const target = override.string('name');
    if (!names.includes(target)) throw invalid(`containerName ${target} must reference a defined container.`);
  }
  return overrides.find((override) => override.string('name') === name);
}
