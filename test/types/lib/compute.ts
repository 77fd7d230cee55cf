/** Type tests of compute: every line compiles, or is expected not to. Checked by `npm run test:types`. */
import { Compute, type ContainerInsights, type InstanceImage, type SpotOptions } from '@batchwright/cdk';
import { Duration, Size } from 'aws-cdk-lib';
import { AllocationStrategy, EcsMachineImageType } from 'aws-cdk-lib/aws-batch';
import type { ILaunchTemplate, IPlacementGroup } from 'aws-cdk-lib/aws-ec2';

declare const placementGroup: IPlacementGroup;
declare const launchTemplate: ILaunchTemplate;
declare const insights: ContainerInsights;

const options: SpotOptions = { maxvCpus: 8, bidPercentage: 60, placementGroup, containerInsights: insights };
Compute.spot(options);
Compute.onDemand({ maxvCpus: 8, minScaleDownDelay: Duration.hours(1), placementGroup });
Compute.fargateSpot({ maxvCpus: 8, containerInsights: 'ENABLED' });
// @ts-expect-error: the full price is all that is asked
Compute.onDemand({ maxvCpus: 8, bidPercentage: 60 });
// @ts-expect-error: a length of time, not a number
Compute.onDemand({ maxvCpus: 8, minScaleDownDelay: 30 });
// @ts-expect-error: Fargate has no instances to place
Compute.fargate({ maxvCpus: 8, placementGroup });
// @ts-expect-error: Fargate has no instances to keep
Compute.fargate({ maxvCpus: 8, minScaleDownDelay: Duration.hours(1) });
// @ts-expect-error: one of the three words of the service
Compute.fargate({ maxvCpus: 8, containerInsights: true });

const gpu: InstanceImage = { imageType: EcsMachineImageType.ECS_AL2023_NVIDIA };
Compute.onDemand({ maxvCpus: 8, images: [gpu, { imageType: 'ECS_AL2023' }] });
Compute.onDemand({ maxvCpus: 8, images: [gpu], launchTemplate, launchTemplateOverrides: [{ launchTemplate }] });
// @ts-expect-error: not an image type
Compute.onDemand({ maxvCpus: 8, images: [{ imageType: 'WINDOWS' }] });
// @ts-expect-error: which launch template?
Compute.onDemand({ maxvCpus: 8, launchTemplateOverrides: [{}] });
// @ts-expect-error: Fargate launches no instances
Compute.fargate({ maxvCpus: 8, launchTemplate });

Compute.spot({ maxvCpus: 8, allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED' });
Compute.onDemand({ maxvCpus: 8, allocationStrategy: AllocationStrategy.BEST_FIT_PROGRESSIVE });
// @ts-expect-error: the service cannot renew the instances of such an environment
Compute.spot({ maxvCpus: 8, allocationStrategy: AllocationStrategy.BEST_FIT });
// @ts-expect-error: ECS chooses among the instances by itself
Compute.managedInstances({ maxvCpus: 8, allocationStrategy: 'BEST_FIT_PROGRESSIVE' });
Compute.managedInstances({ maxvCpus: 8, spot: true, volume: Size.gibibytes(100), scaleInAfter: Duration.minutes(5) });
// @ts-expect-error: there is no default that anybody should pay for
Compute.managedInstances({});
// @ts-expect-error: the service holds no instances there
Compute.managedInstances({ maxvCpus: 8, minvCpus: 2 });
Compute.unmanaged();
Compute.unmanaged({ unmanagedvCpus: 16, architecture: 'arm64' });
// @ts-expect-error: the service launches no instances there
Compute.unmanaged({ maxvCpus: 16 });
Compute.imported({ computeEnvironmentArn: 'arn:…', kind: 'EC2', maxvCpus: 16, spot: true });
// @ts-expect-error: which job definitions does it take?
Compute.imported({ computeEnvironmentArn: 'arn:…' });
