import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { advise } from '../checks';
import type { ComputeAttributes } from '../compute';

/**
 * Lets the nodes of jobs talk to each other, on all ports: MPI picks them freely, and EFA takes no narrower rule. The
 * nodes' network interfaces have the security groups of the compute environment.
 * Source: User Guide, "Compute environment considerations" of multi-node parallel jobs.
 */
export function connectNodes(job: Construct, jobs: ec2.Connections | undefined): void {
  if (jobs === undefined) {
    advise(
      job,
      'NODES_NOT_CONNECTED',
      'the nodes of the job talk to each other, and the security group of this platform is not known here; see that it ' +
        'lets its members reach each other',
    );
    return;
  }
  jobs.allowInternally(ec2.Port.allTraffic(), 'Nodes of one job');
}

/** Nodes far from each other work, and wait for each other. */
export function adviseOnPlacement(job: Construct, compute: readonly ComputeAttributes[]): void {
  if (compute.every((one) => !('placementGroup' in one) || one.placementGroup !== undefined)) return;
  advise(
    job,
    'NO_PLACEMENT_GROUP',
    'nodes may be far from each other; a placementGroup of strategy CLUSTER on their compute, in one Availability Zone, ' +
      'makes what they say to each other faster',
  );
}
