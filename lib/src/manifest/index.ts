export { type HeadProps, PublishedManifest } from './published-manifest';
