import type { Need } from '../shapes';
import type { Range } from './range';

/** Where jobs run, as far as their price goes. */
export type WorkCompute =
  | {
      readonly type: 'EC2' | 'SPOT';
      /** Types (`m7i.2xlarge`), families (`m7i`) and sets of families (`optimal`), as a compute environment has them. */
      readonly instanceTypes: readonly string[];
      /**
       * Availability Zone, where it is known: it has a Spot price of its own.
       * @default - any zone of the region
       */
      readonly zone?: string | undefined;
    }
  | {
      readonly type: 'FARGATE' | 'FARGATE_SPOT';
      /** @default 'x86_64' */
      readonly architecture?: 'x86_64' | 'arm64' | undefined;
    };

/** Jobs of one size that run somewhere for some time. */
export interface Work extends Need {
  readonly name: string;
  /** Jobs, or children of arrays. */
  readonly jobs: number;
  /** Hours that each of them runs, all its attempts together. */
  readonly hours: number;
  /**
   * Most that run at the same time. It only matters for whole instances.
   * @default - all
   */
  readonly atOnce?: number | undefined;
  /** `unknown`, with the reason, for what has no price here: managed instances, compute that is not known. */
  readonly compute: WorkCompute | { readonly unknown: string };
}

/** Work on one instance type. */
export interface PricedType {
  readonly instanceType: string;
  /** Part of an instance that one job takes, over 0 to 1. */
  readonly share: number;
  /** An hour of an instance, from the cheapest zone to the dearest. */
  readonly hourly: Range;
  /** What the work costs by its share of instances that are full. */
  readonly amount: Range;
  /** What it costs if nothing else runs on its instances, so that they are paid whole. */
  readonly whole: Range;
  /** The same share at the on-demand price; left out where that is not known. */
  readonly onDemand?: number | undefined;
}

/** Something that has no price, and why. */
export interface Unpriced {
  readonly what: string;
  readonly why: string;
}

/** Work and its price. */
export interface PricedWork {
  readonly work: Work;
  /** Hours of all jobs together. */
  readonly jobHours: number;
  /** From the cheapest of its instance types to the dearest; left out where no price is known. */
  readonly amount?: Range | undefined;
  /** The same on demand; left out where that is not known. */
  readonly onDemand?: Range | undefined;
  /** What Spot saves against the same on demand, type by type; less than nothing when it is dearer. */
  readonly saved?: Range | undefined;
  /** Instance types that the work fits, the cheapest first; none on Fargate. */
  readonly types: readonly PricedType[];
  /** What is not in the amount. */
  readonly unpriced: readonly Unpriced[];
}
