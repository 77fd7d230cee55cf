import { INSTANCE_LIMITS, isInstanceBundle, LIMITS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import { InstanceArchitecture, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { gibibytes, known, minutes, type Problem, seconds, wholeNumber } from '../checks';
import { eksProblem } from '../eks';
import { strategyProblem } from './allocation';
import type { Compute } from './compute';
import type { Architecture, ContainerInsights } from './compute-options';
import { arnProblem } from './imported';
import { imagesProblem } from './instance-image';
import { overridesProblem, templatesProblem } from './launch-template';

const COMPUTE_NAME = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;

const CONTAINER_INSIGHTS: readonly ContainerInsights[] = ['ENABLED', 'ENHANCED', 'DISABLED'];

/** What is wrong with one entry of `compute`. */
export function computeProblem(name: string, compute: Compute): Problem | undefined {
  if (!COMPUTE_NAME.test(name)) {
    return {
      code: 'INVALID_NAME',
      message: `compute name ${JSON.stringify(name)}; expected a letter, then up to 63 letters, digits and hyphens`,
    };
  }
  return (
    arnProblem(compute) ??
    capacityProblem(compute) ??
    bundleProblem(compute) ??
    architectureProblem(compute) ??
    optionsProblem(compute) ??
    managedInstancesProblem(compute) ??
    (compute.eks === undefined ? undefined : eksProblem(compute.eks)) ??
    strategyProblem(compute) ??
    imagesProblem(compute) ??
    templatesProblem(compute) ??
    overridesProblem(compute)
  );
}

function capacityProblem({ origin, maxvCpus, minvCpus }: Compute): Problem | undefined {
  // Nobody has to know how large it is; if somebody says, it is a number.
  if (origin !== 'MANAGED' && maxvCpus === undefined) return undefined;
  return (
    wholeNumber(origin === 'UNMANAGED' ? 'unmanagedvCpus' : 'maxvCpus', maxvCpus as number, { min: 1 }) ??
    wholeNumber('minvCpus', minvCpus, { min: 0, max: known(maxvCpus as number) })
  );
}

/** Sets of instances have an architecture of their own, and no order, which some strategies go by. */
function bundleProblem({ instanceTypes }: Compute): Problem | undefined {
  const bundle = instanceTypes.map((type) => type.toString()).find(isInstanceBundle);
  if (bundle === undefined) return undefined;
  return {
    code: 'INVALID_INSTANCES',
    message:
      `instanceTypes has ${bundle}, which stands for what the service chooses; expected types, or no instanceTypes and ` +
      'instanceClasses at all: then it chooses for the architecture',
  };
}

function managedInstancesProblem({ volume, scaleInAfter }: Compute): Problem | undefined {
  return (
    (volume && gibibytes('volume', volume, { min: 1 })) ??
    (scaleInAfter && seconds('scaleInAfter', scaleInAfter, INSTANCE_LIMITS.scaleInAfterSeconds))
  );
}

function optionsProblem({ type, minScaleDownDelay, bidPercentage, containerInsights }: Compute): Problem | undefined {
  // The compiler refuses it too, JavaScript does not, and the L2 would drop a percentage of 0 without a word.
  if (bidPercentage !== undefined && type !== 'SPOT') {
    return { code: 'OUT_OF_RANGE', message: 'bidPercentage is for Compute.spot only; leave it out' };
  }
  if (containerInsights !== undefined && !CONTAINER_INSIGHTS.includes(containerInsights)) {
    return {
      code: 'OUT_OF_RANGE',
      message: `containerInsights is ${JSON.stringify(containerInsights)}; expected one of ${CONTAINER_INSIGHTS.join(', ')}`,
    };
  }
  return (
    (minScaleDownDelay && minutes('minScaleDownDelay', minScaleDownDelay, LIMITS.minScaleDownDelayMinutes)) ??
    (bidPercentage === undefined ? undefined : wholeNumber('bidPercentage', bidPercentage, LIMITS.bidPercentage))
  );
}

/** All instances of a compute environment have one architecture: jobs are placed on any of them. */
function architectureProblem(compute: Compute): Problem | undefined {
  const types = [
    ...compute.instanceTypes,
    ...compute.instanceClasses.map((family) => InstanceType.of(family, InstanceSize.LARGE)),
  ];
  const other = types.find((type) => (architectureOf(type) ?? compute.architecture) !== compute.architecture);
  if (other === undefined) return undefined;
  const got = architectureOf(other);
  return {
    code: 'MIXED_COMPUTE',
    message:
      `instances such as ${other.toString()} are ${got}, the compute is ${compute.architecture}; ` +
      `expected one architecture: write architecture: '${got}', or take other instances`,
  };
}

/** `undefined` where the CDK cannot tell: a type that only the deployment knows, or one of a form unknown to it. */
function architectureOf(type: InstanceType): Architecture | undefined {
  const name = type.toString();
  if (Token.isUnresolved(name)) return undefined;
  try {
    // A family alone is accepted by the service, but has no form that the CDK takes apart.
    const sized = name.includes('.') ? type : new InstanceType(`${name}.${InstanceSize.LARGE}`);
    return sized.architecture === InstanceArchitecture.ARM_64 ? 'arm64' : 'x86_64';
  } catch {
    return undefined;
  }
}
