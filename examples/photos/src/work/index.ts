export { METADATA_FILE, makeResults, type PhotoResults, type PhotoTask } from './make-results';
export { makeSheet, type SheetTask } from './make-sheet';
export { type ObjectAddress, type Storage, s3Storage } from './storage';
