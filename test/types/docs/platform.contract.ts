// An example of the README, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { definePlatform } from '@batchwright/runtime/contract';
import { thumbnail } from './thumbnail.contract';

export const photos = definePlatform('photos', { queues: ['urgent', 'standard'], jobs: [thumbnail] });
export type Photos = typeof photos;
