export { drawPhoto } from './draw';
export { type PhotoPlan, planPhotos } from './plan';
export { type RenderOptions, renderPhotos } from './render';
