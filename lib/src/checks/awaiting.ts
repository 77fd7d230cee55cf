import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Stages, or apps, that stand in for what the CDK has not looked up yet. */
const awaiting = new WeakSet<IConstruct>();

const stageOf = (at: IConstruct): IConstruct => Stage.of(at) ?? at.node.root;

/**
 * Says that the CDK still has to look something up for this construct, and will then synthesize again. Until then nothing
 * in its stage is refused: what stands in may be of another kind than what is there, and an app that fails is not looked
 * up for.
 */
export const awaitLookUp = (at: IConstruct): void => {
  awaiting.add(stageOf(at));
};

/** Whether what is said of a construct may be about something that stands in. */
export const awaitsLookUp = (at: IConstruct): boolean => awaiting.has(stageOf(at));
