import { definePlatform } from '@batchwright/runtime/contract';
import { contactSheet } from './contact-sheet.contract';
import { thumbnail } from './thumbnail.contract';

/** Premium customers' photos go to `urgent`, everybody else's to `standard`. */
export const photos = definePlatform('photos', { queues: ['urgent', 'standard'], jobs: [thumbnail, contactSheet] });
export type Photos = typeof photos;
