export { ImageError, type ImageErrorCode } from './errors';
export { type CameraFacts, cameraName, readCameraFacts } from './exif';
export { FILTERS, type Filter, makeFiltered, SEPIA } from './filter';
export { CONTENT_TYPES, EXTENSIONS, FORMATS, type PhotoFormat, sniff } from './format';
export { type Delivered, describePhoto, type PhotoMetadata, photoMetadata } from './metadata';
export { type Dimensions, type Orientation, openPhoto, type Photo } from './photo';
export { makeThumbnail, type Picture } from './thumbnail';
