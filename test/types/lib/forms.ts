/** Type tests of sidecars, nodes and pods: every line compiles, or is expected not to. Checked by `npm run test:types`. */
import { Compute, type EksCluster, type JobProps, type SidecarProps } from '@batchwright/cdk';
import { Duration, Size } from 'aws-cdk-lib';
import type { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { ICluster } from 'aws-cdk-lib/aws-eks';

declare const image: ContainerImage;
declare const cluster: ICluster;
const memory = Size.gibibytes(1);
const job: JobProps<'urgent'> = { image, vcpus: 1, memory };
const proxy: SidecarProps = { image, vcpus: 1, memory, essential: true, stopTimeout: Duration.seconds(5) };

const task: JobProps<'urgent'> = { ...job, dependsOn: { proxy: 'START' }, sidecars: { proxy } };
void task;
// @ts-expect-error: one of the three conditions of the service
const healthy: JobProps<'urgent'> = { ...job, dependsOn: { proxy: 'HEALTHY' }, sidecars: { proxy } };
void healthy;
// @ts-expect-error: the disk is the task's, not a container's
const disk: SidecarProps = { ...proxy, ephemeralStorage: memory };
void disk;
// @ts-expect-error: logs need somewhere to go
const router: JobProps<'urgent'> = { ...job, logRouter: { image, vcpus: 1, memory } };
void router;

const nodes: JobProps<'urgent'> = { ...job, nodes: { count: 4, ranges: [{ from: 0, command: ['mpirun'] }] } };
void nodes;
// @ts-expect-error: how many there are is never guessed
const some: JobProps<'urgent'> = { ...job, nodes: { main: 0 } };
void some;
// @ts-expect-error: nodes are named by their indices
const named: JobProps<'urgent'> = { ...job, nodes: { count: 4, ranges: [{ from: 'main' }] } };
void named;

Compute.eks({ maxvCpus: 8, cluster, namespace: 'batch', spot: true, accessEntry: 'ENABLED' });
const known: EksCluster = cluster;
void known;
// @ts-expect-error: a namespace is needed
Compute.eks({ maxvCpus: 8, cluster });
// @ts-expect-error: images of ECS are not for nodes of EKS
Compute.eks({ maxvCpus: 8, cluster, namespace: 'batch', images: [] });
