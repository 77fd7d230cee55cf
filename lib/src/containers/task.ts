import { ENV } from '@batchwright/model/contract';
import type { ContainerCondition } from '@batchwright/model/service';
import { type IResolvable, type IResolveContext, Lazy } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import { firelens, routed } from './log-router';
import { type ContainersProps, type Dependencies, LOG_ROUTER, WORKER } from './sidecar-props';

type Rendered = batch.CfnJobDefinition.ContainerPropertiesProperty;
type TaskContainer = batch.CfnJobDefinition.TaskContainerPropertiesProperty;
type Volume = batch.CfnJobDefinition.VolumesProperty;
type Mount = batch.CfnJobDefinition.MountPointsProperty;

/** The containers of a task, each rendered as if it were a job's only one. */
export interface RenderedTask {
  readonly worker: Rendered;
  /** By name. */
  readonly sidecars: Readonly<Record<string, Rendered>>;
  readonly logRouter: Rendered | undefined;
}

/**
 * `ecsProperties` of a job: the worker, then its sidecars in the order of their names. Roles, network and disk belong to
 * the task; volumes do too, so those of sidecars carry the container's name.
 */
export function ecsProperties(
  props: ContainersProps,
  task: RenderedTask,
): batch.CfnJobDefinition.EcsPropertiesProperty {
  const names = Object.keys(task.sidecars).sort();
  const shared = (props.sharedDirectories ?? []).map((path, index) => ({ path, name: `shared-${index + 1}` }));
  const mounts: readonly Mount[] = shared.map(({ path, name }) => ({
    containerPath: path,
    sourceVolume: name,
    readOnly: false,
  }));
  const route = (container: TaskContainer): TaskContainer =>
    props.logRouter === undefined ? container : { ...container, logConfiguration: routed(props.logRouter) };
  const waits = (dependsOn: Dependencies | undefined): Pick<TaskContainer, 'dependsOn'> =>
    dependencies({ ...(props.logRouter === undefined ? {} : { [LOG_ROUTER]: 'START' }), ...dependsOn });

  const containers = [
    route({ ...taskContainer(WORKER, task.worker, mounts), essential: true, ...waits(props.dependsOn) }),
    ...names.map((name) => {
      const sidecar = props.sidecars?.[name];
      return route({
        ...taskContainer(name, withoutInput(prefixed(name, at(task.sidecars, name))), mounts),
        essential: sidecar?.essential ?? false,
        ...waits(sidecar?.dependsOn),
      });
    }),
    ...(props.logRouter === undefined || task.logRouter === undefined
      ? []
      : [
          {
            ...taskContainer(LOG_ROUTER, withoutInput(prefixed(LOG_ROUTER, task.logRouter)), []),
            essential: props.logRouter.essential ?? false,
            firelensConfiguration: firelens(props.logRouter),
          },
        ]),
  ];
  const volumes = [
    task.worker.volumes,
    ...names.map((name) => prefixed(name, at(task.sidecars, name)).volumes),
    task.logRouter && prefixed(LOG_ROUTER, task.logRouter).volumes,
    shared.map(({ name }) => ({ name })),
  ];
  return { taskProperties: [{ containers, ...ofTask(task.worker), volumes: joined(volumes) }] };
}

/** What stands at the task and not at its containers. */
function ofTask(worker: Rendered): Partial<batch.CfnJobDefinition.EcsTaskPropertiesProperty> {
  const { jobRoleArn, executionRoleArn, ephemeralStorage, networkConfiguration, runtimePlatform } = worker;
  return defined({
    taskRoleArn: jobRoleArn,
    executionRoleArn,
    ephemeralStorage,
    networkConfiguration,
    runtimePlatform,
    enableExecuteCommand: worker.enableExecuteCommand,
  });
}

function taskContainer(name: string, container: Rendered, shared: readonly Mount[]): TaskContainer {
  return {
    name,
    image: container.image,
    ...defined({
      command: container.command,
      environment: container.environment,
      linuxParameters: container.linuxParameters,
      logConfiguration: container.logConfiguration,
      privileged: container.privileged,
      readonlyRootFilesystem: container.readonlyRootFilesystem,
      repositoryCredentials: container.repositoryCredentials,
      resourceRequirements: container.resourceRequirements,
      secrets: container.secrets,
      ulimits: container.ulimits,
      user: container.user,
    }),
    mountPoints: joined([container.mountPoints, shared]),
  };
}

/** Two containers may call their volumes the same and mean different ones. */
function prefixed(name: string, container: Rendered): Rendered {
  return {
    ...container,
    volumes: mapped<Volume>(container.volumes, (volume) => ({ ...volume, name: `${name}-${volume.name}` })),
    mountPoints: mapped<Mount>(container.mountPoints, (mount) => ({
      ...mount,
      sourceVolume: `${name}-${mount.sourceVolume}`,
    })),
  };
}

/** The worker alone has an input and a place for its output. */
function withoutInput(container: Rendered): Rendered {
  const own: readonly unknown[] = [ENV.JOB, ENV.WORKSPACE];
  const environment = (container.environment ?? []) as readonly batch.CfnJobDefinition.EnvironmentProperty[];
  return { ...container, environment: environment.filter(({ name }) => !own.includes(name)) };
}

const dependencies = (dependsOn: Dependencies): Pick<TaskContainer, 'dependsOn'> => {
  const entries = Object.entries<ContainerCondition>(dependsOn).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0
    ? {}
    : { dependsOn: entries.map(([containerName, condition]) => ({ containerName, condition })) };
};

/**
 * Writes the time-outs of sidecars over what {@link ecsProperties} became: older versions of the CDK do not know them and
 * leave them out without a word.
 */
export function writeTimeouts(resource: batch.CfnJobDefinition, { sidecars = {} }: ContainersProps): void {
  for (const [index, name] of Object.keys(sidecars).sort().entries()) {
    const { startTimeout, stopTimeout } = at(sidecars, name);
    // The worker stands before them.
    const path = `EcsProperties.TaskProperties.0.Containers.${index + 1}`;
    if (startTimeout !== undefined) resource.addPropertyOverride(`${path}.StartTimeout`, startTimeout.toSeconds());
    if (stopTimeout !== undefined) resource.addPropertyOverride(`${path}.StopTimeout`, stopTimeout.toSeconds());
  }
}

/** The L2 writes these lists at synthesis, when all of what they refer to is known; so they are only read then. */
const mapped = <Item>(list: unknown, map: (item: Item) => Item): IResolvable =>
  Lazy.uncachedAny({ produce: (context) => itemsOf<Item>(context, list).map(map) }, { omitEmptyArray: true });

const joined = (lists: readonly unknown[]): IResolvable =>
  Lazy.uncachedAny(
    { produce: (context) => lists.flatMap((list) => itemsOf<unknown>(context, list)) },
    { omitEmptyArray: true },
  );

const itemsOf = <Item>(context: IResolveContext, list: unknown): readonly Item[] =>
  (context.resolve(list) as readonly Item[] | undefined) ?? [];

function at<T>(record: Readonly<Record<string, T>>, name: string): T {
  return record[name] as T;
}

/** Without the members that are not set, which the types do not take. */
function defined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
