import type { EksPlace } from '../eks';
import type { SpotOptions } from './compute-options';

/**
 * Nodes of an Amazon EKS cluster that Batch adds and takes away. The images are those of EKS, in the version of the
 * cluster, the disk has 50 GiB, and the platform's `instanceVolume` and `instanceUserData` have no effect here.
 */
export interface EksOptions
  extends EksPlace,
    Omit<SpotOptions, 'containerInsights' | 'images' | 'launchTemplateOverrides'> {
  /**
   * Whether the nodes are spare capacity, which the service may take back.
   *
   * @default false
   */
  readonly spot?: boolean;
}
