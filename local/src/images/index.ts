export type { ImageStaging, StagedImage, UnstagedImage } from './image';
export { stageImage } from './stage-image';
