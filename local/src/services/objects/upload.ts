import type { ChecksumAlgorithm, DeclaredChecksum } from '../../http';
import type { ChecksumType } from './checksum-type';
import { noSuchUpload } from './errors';
import type { Bucket } from './store';

/** One part of a multipart upload. */
export interface Part {
  /** File of its body. */
  readonly body: string;
  readonly size: number;
  readonly md5: Buffer;
  /** With its quotes. */
  readonly etag: string;
  readonly modifiedAt: number;
  readonly checksum: DeclaredChecksum | undefined;
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiatedAt: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What the whole object is to have. `undefined`: nothing was asked for, so that parts may bring any. */
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly checksumType: ChecksumType;
  readonly parts: Map<number, Part>;
}

/** @throws {@link ServiceError} `NoSuchUpload` */
export function findUpload(bucket: Bucket, key: string, id: string): Upload {
  const upload = bucket.uploads.get(id);
  if (upload === undefined || upload.key !== key) throw noSuchUpload(id);
  return upload;
}
