import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ContainerProps } from '../jobs';

/** Some nodes of a job whose container differs from the job's own. */
export interface NodeRange extends Partial<Omit<ContainerProps, 'fileSystems' | 'executeCommand'>> {
  /** Index of the first of these nodes. */
  readonly from: number;
  /**
   * Index of the last of these nodes.
   *
   * @default - `from`: one node
   */
  readonly to?: number;
}

/**
 * A job that runs on several instances at once, as MPI programs do. The main node starts first; the others start when it
 * runs, and know its address (`AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS`). The job is over when the main node's program
 * ends, with its exit code; the others are then stopped. One of the others that fails neither ends nor repeats the job, so
 * the main node has to notice. Time-out and retries are those of the whole job.
 */
export interface NodesProps {
  /** Number of nodes, 1 to 1000. The job asks for its vCPUs on each of them, all at once. */
  readonly count: number;
  /**
   * Index of the main node.
   *
   * @default 0
   */
  readonly main?: number;
  /**
   * Instance type of all nodes; the service wants one and the same.
   *
   * @default - whatever of the compute's types fits
   */
  readonly instanceType?: ec2.InstanceType;
  /**
   * Nodes that run something else than the job's own container: what is left out here is as there. Those nodes that no
   * range names run the job's own. At most 5 groups of nodes in all.
   *
   * @default - all nodes run the same
   */
  readonly ranges?: readonly NodeRange[];
}
