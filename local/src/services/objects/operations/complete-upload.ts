import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { OBJECT_LIMITS } from '@batchwright/model/service';
import { type ChecksumAlgorithm, checksumHeader, createChecksum } from '../../../http';
import type { BodyFiles } from '../bodies';
import { type Call, type Operation, xmlResponse } from '../call';
import { checksumElement, DEFAULT_ALGORITHM, type ObjectChecksum } from '../checksum-type';
import { checkWrite, writeConditions } from '../conditions';
import { badRequest, invalidRequest } from '../errors';
import { type CompletedPart, readCompletion } from '../read-xml';
import { findUpload, type Part, type Upload } from '../upload';

/** Enough for the most parts that there can be, each with ETag and checksum. */
const BODY_BYTES = 8 * 1024 * 1024;

/** CompleteMultipartUpload: the parts that the request lists become the object, whole or not at all. */
export const completeUpload: Operation = async (call) => {
  const { store, bucket, key, query, request } = call;
  const id = query.get('uploadId') ?? '';
  findUpload(store.bucket(bucket), key, id);
  const listed = readCompletion((await request.bytes(BODY_BYTES)).toString());
  const conditions = writeConditions(request.headers);
  const { objects, uploads } = store.bucket(bucket);
  const upload = findUpload(store.bucket(bucket), key, id);
  const parts = chosenParts(upload, listed);
  checkWrite(conditions, objects.get(key), key);
  // From here to the end nobody else may complete, abort or add to it.
  uploads.delete(id);
  const algorithm = upload.algorithm ?? DEFAULT_ALGORITHM;
  try {
    const whole = upload.checksumType === 'FULL_OBJECT' ? algorithm : undefined;
    const written = await store.bodies.write(concatenated(store.bodies, parts), whole);
    const value = written.checksum ?? (await compositeChecksum(algorithm, parts));
    const checksum: ObjectChecksum = { algorithm, value, type: upload.checksumType };
    const etag = compositeEtag(parts);
    const object = {
      body: written.id,
      size: written.size,
      etag,
      modifiedAt: store.clock(),
      headers: upload.headers,
      checksum,
      parts: parts.map((part) => part.size),
    };
    const promised = promiseProblem(call, checksum, written.size);
    if (promised !== undefined) {
      await store.bodies.remove([written.id]);
      throw promised;
    }
    await store.commit(bucket, key, object, conditions);
    await store.bodies.remove([...upload.parts.values()].map((part) => part.body));
    return xmlResponse({
      CompleteMultipartUploadResult: {
        Location: `http://${request.headers.host ?? ''}${request.rawPath}`,
        Bucket: bucket,
        Key: key,
        ETag: etag,
        ...checksumElement(checksum),
        ChecksumType: checksum.type,
      },
    });
  } catch (error) {
    // It can be completed again, or aborted, as if this had not happened.
    if (store.buckets.get(bucket)?.uploads === uploads) uploads.set(id, upload);
    else await store.bodies.remove([...upload.parts.values()].map((part) => part.body));
    throw error;
  }
};

/** @throws {@link ServiceError} `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall` */
function chosenParts(upload: Upload, listed: readonly CompletedPart[]): readonly Part[] {
  const disordered = listed.find(({ number }, index) => number <= (listed[index - 1]?.number ?? 0));
  if (disordered !== undefined) {
    throw badRequest(400, 'InvalidPartOrder', `part ${disordered.number} does not come after a part of a lower number`);
  }
  const parts = listed.map(({ number, etag, checksums }) => {
    const part = upload.parts.get(number);
    if (part === undefined || bare(part.etag) !== bare(etag)) {
      throw badRequest(400, 'InvalidPart', `part ${number} was not uploaded, or has another ETag`, partNumber(number));
    }
    checkPartChecksum(upload, part, number, checksums);
    return part;
  });
  const { partBytes } = OBJECT_LIMITS;
  const small = parts.slice(0, -1).findIndex((part) => part.size < partBytes);
  if (small !== -1) {
    const size = parts[small]?.size;
    const number = listed[small]?.number;
    throw badRequest(400, 'EntityTooSmall', `part ${number} has ${size} bytes: all but the last need ${partBytes}`, {
      ProposedSize: String(size),
      MinSizeAllowed: String(partBytes),
      ...partNumber(number),
    });
  }
  return parts;
}

const partNumber = (number: number | undefined) => ({ PartNumber: String(number) });

/** Of a composite checksum each part's has to be said again; in any case it has to be the part's. */
function checkPartChecksum(upload: Upload, part: Part, number: number, checksums: CompletedPart['checksums']): void {
  const known = part.checksum && checksums[`Checksum${part.checksum.algorithm}`];
  if (known === undefined && upload.algorithm !== undefined && upload.checksumType === 'COMPOSITE') {
    throw invalidRequest(
      `the upload was begun with ${upload.algorithm}, but the checksum of part ${number} is missing`,
    );
  }
  if (known !== undefined && known !== part.checksum?.value) {
    throw badRequest(400, 'InvalidPart', `part ${number} has another checksum`, partNumber(number));
  }
}

const bare = (etag: string): string => etag.replaceAll('"', '');

async function* concatenated(bodies: BodyFiles, parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    const body: Readable = await bodies.read(part.body);
    yield* body as AsyncIterable<Buffer>;
  }
}

function compositeEtag(parts: readonly Part[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(part.md5);
  return `"${md5.digest('hex')}-${parts.length}"`;
}

async function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly Part[]): Promise<string> {
  const checksum = createChecksum(algorithm);
  for (const part of parts) checksum.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
  return `${(await checksum.digest()).toString('base64')}-${parts.length}`;
}

/** What the request says about the object that it makes, held against that object. */
function promiseProblem({ request }: Call, checksum: ObjectChecksum, size: number) {
  const promised = request.headers[checksumHeader(checksum.algorithm)];
  if (promised !== undefined && bareCount(promised) !== bareCount(checksum.value)) {
    return badRequest(400, 'BadDigest', `the object's ${checksum.algorithm} is ${checksum.value}, not ${promised}`);
  }
  const promisedSize = request.headers['x-amz-mp-object-size'];
  if (promisedSize !== undefined && promisedSize !== String(size)) {
    return invalidRequest(`x-amz-mp-object-size is ${promisedSize}, but the parts have ${size} bytes`);
  }
  return undefined;
}

/** A composite checksum may be said with or without the number of parts. */
const bareCount = (value: string): string => value.replace(/-\d+$/, '');
