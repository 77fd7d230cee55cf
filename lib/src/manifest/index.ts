export { PublishedManifest } from './published-manifest';
