import type { ManifestForm } from '@batchwright/model/contract';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { known } from '../checks';
import {
  ecsProperties,
  grantRouterSecrets,
  hasSidecars,
  type SidecarProps,
  WORKER,
  writeTimeouts,
} from '../containers';
import { groupsOf, type NodesProps, targetNodes } from '../nodes';
import { type Container, type ContainerPlace, container, containerProperties } from './container';
import type { ContainerProps } from './container-props';
import type { JobProps } from './job-props';

type Definition = Omit<JobProps<string>, 'queues'>;
type Rendered = batch.CfnJobDefinition.ContainerPropertiesProperty;

/** Capability of a definition, by which the service knows where it fits. */
const MANAGED_INSTANCES = 'MANAGED_INSTANCES';

/**
 * Writes the containers of a definition in the form that they need: one container, the containers of a task, or the
 * containers of groups of nodes.
 *
 * @param made - the worker's container
 * @returns the form, for submissions; nothing for one container
 */
export function writeForm(
  scope: Construct,
  id: string,
  resource: batch.CfnJobDefinition,
  made: Container,
  props: Definition,
  place: ContainerPlace,
): ManifestForm | undefined {
  const worker = containerProperties(made, props);
  if (props.nodes !== undefined) {
    resource.type = 'multinode';
    resource.containerProperties = undefined;
    resource.nodeProperties = nodeProperties(scope, id, worker, props, props.nodes, place);
    return { nodes: groupsOf(props.nodes, known).map(targetNodes) };
  }
  if (place.kind !== MANAGED_INSTANCES && !hasSidecars(props)) {
    resource.containerProperties = worker;
    return undefined;
  }
  resource.containerProperties = undefined;
  resource.ecsProperties = taskProperties(scope, id, worker, props, place);
  writeTimeouts(resource, props);
  if (place.kind === MANAGED_INSTANCES) resource.platformCapabilities = [MANAGED_INSTANCES];
  return { ecs: WORKER };
}

function taskProperties(
  scope: Construct,
  id: string,
  worker: Rendered,
  props: Definition,
  place: ContainerPlace,
): batch.CfnJobDefinition.EcsPropertiesProperty {
  const { sidecars = {}, logRouter } = props;
  if (logRouter !== undefined) grantRouterSecrets(logRouter, place.executionRole as iam.IGrantable);
  const render = (name: string, one: ContainerProps): Rendered =>
    containerProperties(container(scope, `${id}-${name}`, one, place), one);
  return ecsProperties(props, {
    // Instances of ECS do not ask what a task is for; those that are managed are chosen by it.
    worker: place.kind === MANAGED_INSTANCES ? { ...worker, runtimePlatform: platformOf(place) } : worker,
    sidecars: Object.fromEntries(
      Object.entries<SidecarProps>(sidecars).map(([name, sidecar]) => [name, render(name, sidecar)]),
    ),
    // A router keeps files of its own where it likes.
    logRouter: logRouter && render('log-router', { ...logRouter, readonlyRootFilesystem: false }),
  });
}

const platformOf = ({ architecture }: ContainerPlace): batch.CfnJobDefinition.RuntimePlatformProperty => ({
  cpuArchitecture: architecture === 'arm64' ? 'ARM64' : 'X86_64',
  operatingSystemFamily: 'LINUX',
});

function nodeProperties(
  scope: Construct,
  id: string,
  worker: Rendered,
  props: Definition,
  nodes: NodesProps,
  place: ContainerPlace,
): batch.CfnJobDefinition.NodePropertiesProperty {
  const instanceType = nodes.instanceType === undefined ? {} : { instanceType: nodes.instanceType.toString() };
  return {
    mainNode: nodes.main ?? 0,
    numNodes: nodes.count,
    nodeRangeProperties: groupsOf(nodes, known).map((group) => {
      if (group.range === undefined)
        return { targetNodes: targetNodes(group), container: { ...worker, ...instanceType } };
      const own: ContainerProps = { ...props, ...group.range };
      const rendered = containerProperties(container(scope, `${id}-node${group.from}`, own, place), own);
      return { targetNodes: targetNodes(group), container: { ...rendered, ...instanceType } };
    }),
  };
}
