import type { Lab } from '../lab';

/**
 * How sure what is held is: `documented` by AWS, `recorded` from real answers by others, or `unverified`: the stricter
 * reading, which an account alone can settle.
 */
export type Standing = 'documented' | 'recorded' | 'unverified';

/** One thing that is held of AWS Batch, and how to see whether it is so. */
export interface Case {
  readonly id: string;
  readonly holds: string;
  readonly standing: Standing;
  /** Jobs of 1 vCPU that it starts; children of arrays are counted. */
  readonly jobs: number;
  /** Whether it takes more than a minute by its nature. @default false */
  readonly slow?: boolean;
  readonly look: (lab: Lab) => Promise<Look>;
}

/** What was seen, and whether it is as held. */
export interface Look {
  readonly as: boolean;
  readonly saw: string;
}

export interface Verdict {
  readonly id: string;
  readonly holds: string;
  readonly standing: Standing;
  readonly outcome: 'as held' | 'different' | 'not answered';
  readonly saw: string;
}

/** Looks at one case. What throws has not been answered: the service does not serve it, or it took too long. */
export async function judge({ id, holds, standing, look }: Case, lab: Lab): Promise<Verdict> {
  try {
    const { as, saw } = await look(lab);
    return { id, holds, standing, outcome: as ? 'as held' : 'different', saw };
  } catch (error) {
    lab.signal.throwIfAborted();
    const saw = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { id, holds, standing, outcome: 'not answered', saw };
  }
}
