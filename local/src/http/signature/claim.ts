import { queryParameters } from '../query';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Who a request says that it is from, and the proof; nothing of it is checked yet. */
export interface Claim {
  /** In the `Authorization` header, or in the query of a presigned URL. */
  readonly kind: 'header' | 'query';
  readonly accessKeyId: string;
  /** `date/region/service/aws4_request`. */
  readonly scope: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  /** Seconds that a presigned URL is good for. */
  readonly expires: number | undefined;
}

/**
 * Why a request is not let in:
 * - `missing`: it carries no signature
 * - `unsupported`: it is signed in another way than Signature Version 4
 * - `malformed`: what it carries cannot be read
 * - `unknown-key`, `mismatch`: signed with another key, or signed wrongly
 * - `unsigned-header`: a header that has to be signed is not
 * - `skewed`: signed at another time
 * - `expired`: a presigned URL past its time
 */
export type Fault =
  | 'missing'
  | 'unsupported'
  | 'malformed'
  | 'unknown-key'
  | 'mismatch'
  | 'unsigned-header'
  | 'skewed'
  | 'expired';

export interface Refusal {
  readonly ok: false;
  readonly fault: Fault;
  readonly message: string;
}

export type ClaimResult = { readonly ok: true; readonly claim: Claim } | Refusal;

const refuse = (fault: Fault, message: string): Refusal => ({ ok: false, fault, message });

/** S3 takes Signature Version 2 for buckets from before June 2020 only. Source: S3 user guide, "Signature Version 2 turned off". */
const OLD_PRESIGNED =
  `the URL is presigned by Signature Version 2, expected ${ALGORITHM}; ` +
  'with boto3 and version 1 of the AWS CLI, set signature_version to s3v4';

/** Longest life of a presigned URL, seconds. Source: S3 API reference, "Authenticating requests: using query parameters". */
const LONGEST_EXPIRES = 604_800;

type Headers = Readonly<Record<string, string | undefined>>;

/** Finds and takes apart the claim of a request. */
export function readClaim(headers: Headers, rawQuery: string): ClaimResult {
  const authorization = headers.authorization;
  if (authorization !== undefined) return fromHeader(authorization, headers);
  if (rawQuery.includes('X-Amz-Signature=')) return fromQuery(rawQuery);
  if (rawQuery.includes('AWSAccessKeyId=')) return refuse('unsupported', OLD_PRESIGNED);
  return refuse('missing', 'the request is not signed; sign it with the credentials of the local service');
}

function fromHeader(authorization: string, headers: Headers): ClaimResult {
  const space = authorization.indexOf(' ');
  const algorithm = space === -1 ? authorization : authorization.slice(0, space);
  if (algorithm !== ALGORITHM) {
    return refuse('unsupported', `Authorization: got ${JSON.stringify(algorithm.slice(0, 40))}, expected ${ALGORITHM}`);
  }
  const fields = new Map<string, string>();
  for (const field of authorization.slice(space + 1).split(',')) {
    const equals = field.indexOf('=');
    if (equals !== -1) fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  return assemble({
    kind: 'header',
    credential: fields.get('Credential'),
    signedHeaders: fields.get('SignedHeaders'),
    signature: fields.get('Signature'),
    timestamp: headers['x-amz-date'] ?? basicTime(headers.date),
    expires: undefined,
  });
}

function fromQuery(rawQuery: string): ClaimResult {
  const query = queryParameters(rawQuery);
  const algorithm = query.get('X-Amz-Algorithm');
  if (algorithm !== ALGORITHM) return refuse('unsupported', `X-Amz-Algorithm: expected ${ALGORITHM}`);
  const expires = query.get('X-Amz-Expires') ?? '';
  if (!/^\d{1,6}$/.test(expires) || Number(expires) < 1 || Number(expires) > LONGEST_EXPIRES) {
    return refuse('malformed', `X-Amz-Expires: expected 1 to ${LONGEST_EXPIRES} seconds`);
  }
  return assemble({
    kind: 'query',
    credential: query.get('X-Amz-Credential'),
    signedHeaders: query.get('X-Amz-SignedHeaders'),
    signature: query.get('X-Amz-Signature'),
    timestamp: query.get('X-Amz-Date'),
    expires: Number(expires),
  });
}

interface Fields {
  readonly kind: Claim['kind'];
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly expires: number | undefined;
}

function assemble(fields: Fields): ClaimResult {
  const { kind, credential, signedHeaders, signature, timestamp, expires } = fields;
  if (credential === undefined) return refuse('malformed', 'the signature has no Credential');
  const parts = credential.split('/');
  const [date = '', region = '', service = '', terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (accessKeyId === '' || !/^\d{8}$/.test(date) || region === '' || service === '' || terminator !== 'aws4_request') {
    return refuse('malformed', 'Credential: expected <access key>/<YYYYMMDD>/<region>/<service>/aws4_request');
  }
  if (signedHeaders === undefined || !/^[^;]+(;[^;]+)*$/.test(signedHeaders)) {
    return refuse('malformed', 'SignedHeaders: expected names of headers separated by semicolons');
  }
  if (signature === undefined || !/^[0-9a-f]{64}$/.test(signature)) {
    return refuse('malformed', 'Signature: expected 64 lower-case hexadecimal digits');
  }
  if (timestamp === undefined || !/^\d{8}T\d{6}Z$/.test(timestamp)) {
    return refuse('malformed', 'X-Amz-Date: expected YYYYMMDDTHHMMSSZ');
  }
  const names = signedHeaders.toLowerCase().split(';');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const claim = {
    kind,
    accessKeyId,
    scope,
    date,
    region,
    service,
    signedHeaders: names,
    signature,
    timestamp,
    expires,
  };
  return { ok: true, claim };
}

/** An HTTP date as `YYYYMMDDTHHMMSSZ`. */
function basicTime(date: string | undefined): string | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
