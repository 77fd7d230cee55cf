import type { Problem } from '../checks';
import { containersProblem, hasSidecars, LOG_ROUTER, type SidecarProps } from '../containers';
import { podProblem } from '../eks';
import { nodesProblem } from '../nodes';
import { containerPlaceProblem, containerProblem } from './check-container';
import { commandProblem } from './check-job';
import type { ContainerProps } from './container-props';
import { type JobQueues, kindsOf } from './job-place';
import type { JobProps } from './job-props';

/** What is wrong with a job of more than one container or node, or of a form that only some compute takes. */
export function formProblem(props: JobProps<string>, queues: JobQueues): Problem | undefined {
  const kinds = kindsOf(queues);
  return (
    besideProblem(props, queues, kinds.includes('FARGATE')) ??
    (props.nodes === undefined ? undefined : nodeContainersProblem(props, queues)) ??
    (kinds.includes('EKS') ? podProblem(props) : onlyOnEksProblem(props))
  );
}

function besideProblem(props: JobProps<string>, queues: JobQueues, onFargate: boolean): Problem | undefined {
  if (!hasSidecars(props)) return aloneProblem(props);
  if (props.nodes !== undefined) {
    return {
      code: 'INVALID_NODES',
      message: 'nodes and sidecars are both set; expected one of them: a node has one container here',
    };
  }
  const { sidecars = {}, logRouter } = props;
  const beside: [string, ContainerProps][] = [
    ...Object.entries<SidecarProps>(sidecars).map(([name, one]): [string, ContainerProps] => [`sidecar ${name}`, one]),
    ...(logRouter === undefined ? [] : [[LOG_ROUTER, logRouter] as [string, ContainerProps]]),
  ];
  return (
    containersProblem(props, onFargate) ??
    beside.map(([name, one]) => named(name, oneProblem(one, props, queues))).find((problem) => problem !== undefined)
  );
}

/** Dependencies and shared directories take a second container. Source: refusal on record for `dependsOn`. */
function aloneProblem({ dependsOn = {}, sharedDirectories = [] }: JobProps<string>): Problem | undefined {
  if (Object.keys(dependsOn).length + sharedDirectories.length === 0) return undefined;
  return {
    code: 'INVALID_CONTAINERS',
    message: 'dependsOn and sharedDirectories are for several containers; expected sidecars, or neither of them',
  };
}

/** Node ranges are containers in their own right, each made of the job's and of what differs. */
function nodeContainersProblem(props: JobProps<string>, queues: JobQueues): Problem | undefined {
  const { nodes } = props;
  if (nodes === undefined) return undefined;
  return (
    nodesProblem(nodes, props.vcpus, queues) ??
    (nodes.ranges ?? [])
      .map((range) => named(`nodes from ${range.from}`, oneProblem({ ...props, ...range }, props, queues)))
      .find((problem) => problem !== undefined)
  );
}

const oneProblem = (
  container: ContainerProps,
  { parameters = {} }: JobProps<string>,
  queues: JobQueues,
): Problem | undefined =>
  containerProblem(container) ?? containerPlaceProblem(container, queues) ?? commandProblem(container, parameters);

const named = (name: string, problem: Problem | undefined): Problem | undefined =>
  problem && { ...problem, message: `${name}: ${problem.message}` };

function onlyOnEksProblem({ serviceAccountName, hostNetwork }: JobProps<string>): Problem | undefined {
  if (serviceAccountName === undefined && hostNetwork === undefined) return undefined;
  return {
    code: 'INVALID_POD',
    message:
      'serviceAccountName and hostNetwork are for jobs on Amazon EKS, and no queue of the job is; expected an EKS queue, ' +
      'or neither of them',
  };
}
