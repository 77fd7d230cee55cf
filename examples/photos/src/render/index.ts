export { drawPhoto } from './draw';
export { type PhotoPlan, planPhotos } from './plan';
export { RenderError, type RenderOptions, renderPhotos } from './render';
