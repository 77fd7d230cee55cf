import { OBJECT_LIMITS } from '@batchwright/model/service';
import { checksumHeader, type DeclaredChecksum } from '../../../http';
import { type Call, numberParameter, type Operation, xmlResponse } from '../call';
import { checksumElement } from '../checksum-type';
import { invalidArgument, invalidRequest } from '../errors';
import { checkLength } from '../metadata';
import { findUpload, type Part } from '../upload';
import { copySource, readSource } from './copy-object';

const target = (call: Call) => ({
  upload: findUpload(call.store.bucket(call.bucket), call.key, call.query.get('uploadId') ?? ''),
  number: numberParameter(call, 'partNumber', 0, OBJECT_LIMITS.partNumber.min, OBJECT_LIMITS.partNumber.max),
});

/** UploadPart. */
export const uploadPart: Operation = async (call) => {
  const { store, request } = call;
  checkLength(request.headers);
  const { upload } = target(call);
  const brought = request.checksumAlgorithm;
  if (upload.algorithm !== undefined && brought !== upload.algorithm) {
    throw invalidRequest(
      `the part has a checksum of type ${brought ?? 'null'}, but the upload was begun with ${upload.algorithm}`,
    );
  }
  const { id, size, md5 } = await store.bodies.write(request.body);
  const checksum = request.checksum();
  const part = { body: id, size, md5, etag: `"${md5.toString('hex')}"`, modifiedAt: store.clock(), checksum };
  await keep(call, part);
  return {
    status: 200,
    headers: { etag: part.etag, ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value }) },
  };
};

/** UploadPartCopy: a part that is an object, or a range of one. */
export const uploadPartCopy: Operation = async (call) => {
  const { store, request } = call;
  const { upload } = target(call);
  const { object } = copySource(call);
  const source = await readSource(call, object, copyRange(request.headers['x-amz-copy-source-range'], object.size));
  const { id, size, md5, checksum: value } = await store.bodies.write(source, upload.algorithm);
  const checksum: DeclaredChecksum | undefined =
    upload.algorithm === undefined || value === undefined ? undefined : { algorithm: upload.algorithm, value };
  const part = { body: id, size, md5, etag: `"${md5.toString('hex')}"`, modifiedAt: store.clock(), checksum };
  await keep(call, part);
  return xmlResponse({
    CopyPartResult: {
      LastModified: new Date(part.modifiedAt).toISOString(),
      ETag: part.etag,
      ...(checksum && checksumElement(checksum)),
    },
  });
};

/** Puts a part in its place, if the upload is still under way now that the part is complete. */
async function keep(call: Call, part: Part): Promise<void> {
  let before: Part | undefined;
  try {
    const { upload, number } = target(call);
    before = upload.parts.get(number);
    upload.parts.set(number, part);
  } catch (error) {
    await call.store.bodies.remove([part.body]);
    throw error;
  }
  if (before !== undefined) await call.store.bodies.remove([before.body]);
}

function copyRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined {
  if (header === undefined) return undefined;
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  const [start, end] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || start > end || end >= size) {
    throw invalidArgument('x-amz-copy-source-range', header, `bytes=<first>-<last> within ${size} bytes`);
  }
  return { start, end };
}
