import { LIMITS } from '@batchwright/model/service';
import { Duration, Lazy, Size } from 'aws-cdk-lib';
import type { UserData } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { advise, gibibytes, refuse } from '../checks';
import {
  type Compute,
  type ComputeEnvironment,
  computeEnvironment,
  heldText,
  Instances,
  ManagedInstancesRoles,
  updateTimeoutMinutes,
  userDataProblem,
} from '../compute';
import type { JobNetwork } from '../network';
import { mapValues } from './map-values';

export interface ComputeSet<Name extends string> {
  readonly compute: { readonly [One in Name]: Compute };
  /** Names that some queue uses. */
  readonly used: ReadonlySet<Name>;
  readonly network: JobNetwork;
  readonly instanceVolume: Size | undefined;
  readonly instanceUserData: UserData | undefined;
  readonly instanceTags: Readonly<Record<string, string>>;
  readonly volumeTags: Readonly<Record<string, string>>;
  /** Seconds that each job which may run on this compute may take; asked for at synthesis. */
  readonly timeoutsOn: (name: Name) => readonly number[];
}

const DEFAULT_VOLUME = Size.gibibytes(50);

/** Builds all compute environments of a platform. Its EC2 instances share one launch template and one role. */
export function buildCompute<Name extends string>(
  platform: Construct,
  set: ComputeSet<Name>,
): { readonly [One in Name]: ComputeEnvironment } {
  const scope = new Construct(platform, 'Compute');
  const volume = set.instanceVolume ?? DEFAULT_VOLUME;
  refuse(platform, gibibytes('instanceVolume', volume, LIMITS.rootVolumeGiB));
  const userData = set.instanceUserData;
  refuse(platform, userDataProblem(userData?.render() ?? ''));
  let instances: Instances | undefined;
  const shared = (): Instances => {
    instances ??= new Instances(scope, 'Instances', {
      volume,
      volumeTags: set.volumeTags,
      userData,
      network: set.network,
    });
    return instances;
  };
  let roles: ManagedInstancesRoles | undefined;
  const sharedRoles = (): ManagedInstancesRoles => {
    roles ??= new ManagedInstancesRoles(scope, 'ManagedInstances');
    return roles;
  };
  return mapValues(set.compute, (compute, name) => {
    const environment = computeEnvironment(scope, name, {
      compute,
      network: set.network,
      instances: shared,
      managedInstancesRoles: sharedRoles,
      updateTimeout: Duration.minutes(Lazy.number({ produce: () => updateTimeoutMinutes(set.timeoutsOn(name)) })),
      instanceTags: set.instanceTags,
    });
    adviseOnCompute(environment, compute, set.used.has(name));
    return environment;
  });
}

function adviseOnCompute(environment: ComputeEnvironment, compute: Compute, used: boolean): void {
  if (!used) {
    advise(
      environment,
      'UNUSED_COMPUTE',
      'no queue names this compute, so nothing runs on it; name it in a queue or leave it out',
    );
  }
  if (compute.minvCpus > 0) {
    advise(environment, 'MINVCPUS_HELD', heldText(compute));
  }
}
