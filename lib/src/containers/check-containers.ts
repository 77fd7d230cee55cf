import { CONTAINER_CONDITIONS, CONTAINER_LIMITS, isContainerName } from '@batchwright/model/service';
import type { Duration } from 'aws-cdk-lib';
import { type Problem, seconds } from '../checks';
import { routerProblem } from './log-router';
import { type ContainersProps, type Dependencies, LOG_ROUTER, type SidecarProps, WORKER } from './sidecar-props';

interface Described {
  readonly essential: boolean;
  readonly dependsOn: Dependencies;
}

/**
 * What is wrong with the containers of a job together; what is wrong with one of them is found as for a job of one.
 *
 * @param onFargate - whether a queue of the job is Fargate
 */
export function containersProblem(props: ContainersProps, onFargate: boolean): Problem | undefined {
  const { sidecars = {}, logRouter } = props;
  const names = Object.keys(sidecars);
  const all = new Map<string, Described>([
    [WORKER, { essential: true, dependsOn: props.dependsOn ?? {} }],
    ...Object.entries(sidecars).map(([name, { essential = false, dependsOn = {} }]): [string, Described] => [
      name,
      { essential, dependsOn },
    ]),
  ]);
  if (logRouter !== undefined) all.set(LOG_ROUTER, { essential: logRouter.essential ?? false, dependsOn: {} });
  return (
    first(names, nameProblem) ??
    countProblem(names.length + 1 + (logRouter === undefined ? 0 : 1)) ??
    first([...all], ([name, { dependsOn }]) => dependencyProblem(name, dependsOn, all)) ??
    cycleProblem(all) ??
    first(Object.entries(sidecars), ([name, sidecar]) => timeoutProblem(name, sidecar, onFargate)) ??
    first(props.sharedDirectories ?? [], directoryProblem) ??
    (logRouter === undefined ? undefined : routerProblem(logRouter, onFargate))
  );
}

const refused = (message: string): Problem => ({ code: 'INVALID_CONTAINERS', message });

function nameProblem(name: string): Problem | undefined {
  if (name === WORKER || name === LOG_ROUTER) {
    return refused(`sidecars has "${name}", which is the name of Batchwright's own container; expected another name`);
  }
  if (isContainerName(name)) return undefined;
  return refused(
    `sidecar ${JSON.stringify(name)}; expected up to 255 letters, digits, hyphens and underscores, the first no sign`,
  );
}

function countProblem(count: number): Problem | undefined {
  if (count <= CONTAINER_LIMITS.containers) return undefined;
  return refused(
    `the job has ${count} containers, with the worker and the log router; the service takes at most ` +
      `${CONTAINER_LIMITS.containers}: put some into one`,
  );
}

function dependencyProblem(
  name: string,
  dependsOn: Dependencies,
  all: ReadonlyMap<string, Described>,
): Problem | undefined {
  return first(Object.entries(dependsOn), ([target, condition]) => {
    const on = all.get(target);
    if (on === undefined || target === name) {
      const others = [...all.keys()].filter((other) => other !== name);
      return refused(
        `container "${name}" depends on ${JSON.stringify(target)}; the job's other containers are ` +
          `${others.join(', ') || 'none'}`,
      );
    }
    if (!CONTAINER_CONDITIONS.includes(condition)) {
      return refused(
        `container "${name}" waits for ${JSON.stringify(condition)} of "${target}"; expected one of ${CONTAINER_CONDITIONS.join(', ')}`,
      );
    }
    if (condition === 'START' || !on.essential) return undefined;
    return refused(
      `container "${name}" waits for ${condition} of "${target}", which is essential: when that ends, the job does; ` +
        'expected START, or a container that is not essential',
    );
  });
}

/** Containers that wait for each other would never start. */
function cycleProblem(all: ReadonlyMap<string, Described>): Problem | undefined {
  const free = new Set<string>();
  for (let before = -1; before < free.size; ) {
    before = free.size;
    for (const [name, { dependsOn }] of all) {
      if (Object.keys(dependsOn).every((target) => free.has(target))) free.add(name);
    }
  }
  const caught = [...all.keys()].filter((name) => !free.has(name));
  if (caught.length === 0) return undefined;
  return refused(`containers ${caught.join(', ')} wait for each other, so none would start; leave one dependency out`);
}

function timeoutProblem(name: string, sidecar: SidecarProps, onFargate: boolean): Problem | undefined {
  const { min, fargateMax } = CONTAINER_LIMITS.timeoutSeconds;
  const bounds = onFargate ? { min, max: fargateMax } : { min };
  const check = (option: 'startTimeout' | 'stopTimeout', value: Duration | undefined): Problem | undefined =>
    value === undefined ? undefined : seconds(`${option} of sidecar ${name}`, value, bounds);
  return check('startTimeout', sidecar.startTimeout) ?? check('stopTimeout', sidecar.stopTimeout);
}

function directoryProblem(path: string, index: number, all: readonly string[]): Problem | undefined {
  if (!path.startsWith('/') || path === '/') {
    return refused(`sharedDirectories has ${JSON.stringify(path)}; expected an absolute path below /`);
  }
  return all.indexOf(path) === index ? undefined : refused(`sharedDirectories has ${path} twice; expected it once`);
}

const first = <Item>(
  items: readonly Item[],
  problemOf: (item: Item, index: number, all: readonly Item[]) => Problem | undefined,
): Problem | undefined => items.map(problemOf).find((problem) => problem !== undefined);
