export { createObjects, type Objects, type ObjectsOptions } from './objects';
