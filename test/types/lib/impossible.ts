/**
 * What the service refuses and the compiler lets nobody write. Where a rule of cdk-preflight is about it, its name stands
 * there. Checked by `npm run test:types`.
 */
import { Compute, type JobProps, type QueueProps, SageMakerQueue, type ServiceEnvironment } from '@batchwright/cdk';
import { Size, type Stack } from 'aws-cdk-lib';
import { AllocationStrategy, EcsMachineImageType } from 'aws-cdk-lib/aws-batch';
import type { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { ICluster } from 'aws-cdk-lib/aws-eks';

declare const stack: Stack;
declare const cluster: ICluster;
declare const image: ContainerImage;
declare const environment: ServiceEnvironment;

const maxvCpus = 8;
// @ts-expect-error ce-ec2-config-image-type: images of EKS are not for ECS
Compute.onDemand({ maxvCpus, images: [{ imageType: 'EKS_AL2023' }] });
// @ts-expect-error ce-ec2-config-image-type-eol: Amazon Linux 2 is at its end
Compute.onDemand({ maxvCpus, images: [{ imageType: EcsMachineImageType.ECS_AL2 }] });
// @ts-expect-error ce-eks-compute-type: pods run on instances
Compute.eks({ maxvCpus, cluster, namespace: 'batch', type: 'FARGATE' });
// @ts-expect-error ce-unmanaged-vcpus: managed compute has maxvCpus
Compute.onDemand({ maxvCpus, unmanagedvCpus: 8 });
// @ts-expect-error ce-spot-fleet-role: no strategy needs a Spot fleet role
Compute.spot({ maxvCpus, allocationStrategy: AllocationStrategy.BEST_FIT });
// @ts-expect-error unmanaged-fargate: unmanaged compute is instances
Compute.unmanaged({ type: 'FARGATE' });
// @ts-expect-error fargate-ce-fields: Fargate has no instances to choose
Compute.fargate({ maxvCpus, instanceTypes: [] });
// @ts-expect-error fargate-ce-fields: nor to keep
Compute.fargate({ maxvCpus, minvCpus: 1 });
// @ts-expect-error fargate-ce-fields: nor a way to choose them
Compute.fargate({ maxvCpus, allocationStrategy: 'BEST_FIT_PROGRESSIVE' });
// @ts-expect-error fargate-ce-fields: nor to bid for
Compute.fargateSpot({ maxvCpus, bidPercentage: 60 });
// @ts-expect-error fargate-ce-fields: nor images
Compute.fargate({ maxvCpus, images: [] });
// @ts-expect-error: how much is never guessed
Compute.spot({ minvCpus: 0 });

const queue = { priority: 1, compute: ['spot'] } as const;
const job: JobProps<'urgent'> = { image, vcpus: 1, memory: Size.gibibytes(1) };
// @ts-expect-error jd-container-type-requires-props: a job has an image
export const bare: JobProps<'urgent'> = { vcpus: 1, memory: Size.gibibytes(1) };
// @ts-expect-error jd-device-permissions-value: one of the three of the service
export const all: JobProps<'urgent'> = { ...job, devices: [{ hostPath: '/dev/fuse', permissions: ['ALL'] }] };
// @ts-expect-error: parameters are text
export const typed: JobProps<'urgent'> = { ...job, parameters: { depth: 30 } };
// @ts-expect-error: swap is not offered
export const swapping: JobProps<'urgent'> = { ...job, maxSwap: Size.gibibytes(1) };

// @ts-expect-error jq-quota-share-policy-requires-sagemaker: quota shares are for training jobs
export const quotas: QueueProps<'spot'> = { ...queue, quotaShares: {} };
// @ts-expect-error jq-service-env-requires-sagemaker-type: service environments are, too
export const serving: QueueProps<'spot'> = { ...queue, environment };
// @ts-expect-error sp-share-identifier-duplicate: shares are by identifier
export const twice: QueueProps<'spot'> = { ...queue, shares: [['genomics', 1]] };
// @ts-expect-error jq-sagemaker-requires-service-env: a queue of training jobs has an environment
new SageMakerQueue(stack, 'None', { priority: 1 });
// @ts-expect-error jq-service-env-order-single: and only one
new SageMakerQueue(stack, 'Two', { priority: 1, environment: [environment, environment] });
// @ts-expect-error: and no compute
new SageMakerQueue(stack, 'Mixed', { priority: 1, environment, compute: ['spot'] });
