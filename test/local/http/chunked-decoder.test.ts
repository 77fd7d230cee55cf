import fc from 'fast-check';
import { ChunkSignatures } from '../../../local/src/http/payload/chunk-signatures';
import { ChunkedDecoder } from '../../../local/src/http/payload/chunked-decoder';
import { SigningKeys } from '../../../local/src/http/signature/signing-key';

const encode = (chunks: readonly Uint8Array[], trailers: readonly (readonly [string, string])[] = []): Buffer =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    Buffer.from(`0\r\n${trailers.map(([name, value]) => `${name}:${value}\r\n`).join('')}\r\n`),
  ]);

/** Feeds a body in pieces that end at the given places. */
function decode(decoder: ChunkedDecoder, body: Buffer, cuts: readonly number[]) {
  const ends = [...new Set(cuts.map((cut) => cut % (body.length + 1))), body.length].sort((a, b) => a - b);
  const data: Buffer[] = [];
  let start = 0;
  for (const end of ends) {
    // A copy: slices that the decoder gives out have to be of the piece that came in.
    data.push(...decoder.write(Buffer.from(body.subarray(start, end))));
    start = end;
  }
  return { data: Buffer.concat(data), trailers: decoder.end() };
}

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });
const cuts = fc.array(fc.nat(), { maxLength: 30 });

describe('ChunkedDecoder', () => {
  test('gives back what was encoded, however the bytes are split', () => {
    fc.assert(
      fc.property(chunks, cuts, (parts, places) => {
        const { data, trailers } = decode(
          new ChunkedDecoder(),
          encode(parts, [
            ['X-Sum', 'a='],
            ['b', ''],
          ]),
          places,
        );
        expect(data.equals(Buffer.concat(parts))).toBe(true);
        expect([...trailers]).toEqual([
          ['x-sum', 'a='],
          ['b', ''],
        ]);
      }),
    );
  });

  test('refuses every body that is cut short', () => {
    fc.assert(
      fc.property(chunks, fc.nat(), cuts, (parts, place, places) => {
        const body = encode(parts, [['a', 'b']]);
        const short = body.subarray(0, place % body.length);
        expect(() => decode(new ChunkedDecoder(), short, places)).toThrow(/ended before/);
      }),
    );
  });

  test.each([
    ['bytes after the end', '0\r\n\r\nx', /after the end/],
    ['a size that is not hexadecimal', 'g\r\n', /does not begin with its size/],
    ['a negative size', '-1\r\n', /does not begin with its size/],
    ['a size that no body has', `${'f'.repeat(13)}\r\n`, /does not begin with its size/],
    ['a chunk longer than its size', '1\r\nab\r\n', /longer than its size/],
    ['a line without its carriage return', '1\na\r\n', /CR LF/],
    ['a line without end', 'a'.repeat(9000), /too long/],
    ['a trailer without a name', '0\r\n:b\r\n\r\n', /name:value/],
    ['a signature where none is expected', `0;chunk-signature=${'0'.repeat(64)}\r\n\r\n`, /of the other kind/],
  ])('refuses %s', (_what, body, message) => {
    expect(() => decode(new ChunkedDecoder(), Buffer.from(body), [])).toThrow(message);
  });
});

// Keys and signatures of the examples in the S3 API reference, "Signature calculations for the authorization header".
const SCOPE = { scope: '20130524/us-east-1/s3/aws4_request', date: '20130524', region: 'us-east-1', service: 's3' };
const KEY = new SigningKeys('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY').key(SCOPE);
const LONG = Buffer.alloc(65_536, 'a');
const SHORT = Buffer.alloc(1024, 'a');

const signed = (signatures: readonly string[], tail: string): Buffer =>
  Buffer.concat([
    Buffer.from(`10000;chunk-signature=${signatures[0]}\r\n`),
    LONG,
    Buffer.from(`\r\n400;chunk-signature=${signatures[1]}\r\n`),
    SHORT,
    Buffer.from(`\r\n0;chunk-signature=${signatures[2]}\r\n${tail}`),
  ]);
const decoder = (signature: string, trailer: boolean): ChunkedDecoder =>
  new ChunkedDecoder(
    new ChunkSignatures({ key: KEY, timestamp: '20130524T000000Z', scope: SCOPE.scope, signature }, trailer),
  );

describe('ChunkSignatures', () => {
  const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
  const signatures = [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ];
  const body = signed(signatures, '\r\n');

  test('accepts the documented example, however the bytes are split', () => {
    fc.assert(
      fc.property(cuts, (places) => {
        expect(decode(decoder(seed, false), body, places).data.equals(Buffer.concat([LONG, SHORT]))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('refuses the example when any byte of its data or signatures is another', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), (place) => {
        const changed = Buffer.from(body);
        changed[place] = (changed[place] as number) ^ 1;
        expect(() => decode(decoder(seed, false), changed, [])).toThrow();
      }),
      { numRuns: 50 },
    );
  });

  const trailerSeed = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e';
  const trailerSignatures = [
    'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
    '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
    '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
  ];
  const trailer = (checksum: string, signature: string) =>
    `x-amz-checksum-crc32c:${checksum}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;
  const trailerSignature = 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435';

  test('accepts the documented example with a signed trailer', () => {
    const { data, trailers } = decode(
      decoder(trailerSeed, true),
      signed(trailerSignatures, trailer('sOO8/Q==', trailerSignature)),
      [7, 65_560, 66_700],
    );
    expect(data.equals(Buffer.concat([LONG, SHORT]))).toBe(true);
    expect(trailers.get('x-amz-checksum-crc32c')).toBe('sOO8/Q==');
  });

  test('refuses a trailer that was changed, or whose signature is missing', () => {
    const changed = signed(trailerSignatures, trailer('sOO8/g==', trailerSignature));
    expect(() => decode(decoder(trailerSeed, true), changed, [])).toThrow(/signature of a chunk or of the trailers/);
    const missing = signed(trailerSignatures, 'x-amz-checksum-crc32c:sOO8/Q==\r\n\r\n');
    expect(() => decode(decoder(trailerSeed, true), missing, [])).toThrow(/signature of a chunk or of the trailers/);
  });
});
