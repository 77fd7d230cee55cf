import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { signHeaders } from '../../../local/src/http';

const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
const word = fc.stringMatching(/^[A-Za-z0-9._~ -]{0,12}$/);

test('a request is signed as the SDK signs it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 3 }), fc.json(), fc.nat(), async (segments, body, seconds) => {
      const path = `/${segments
        .map(encodeURIComponent)
        .filter((segment) => !/^\.*$/.test(segment))
        .join('/')}`;
      const url = new URL(path, 'http://127.0.0.1:5000');
      const now = seconds * 1000;
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' };
      const ours = signHeaders(
        { url, method: 'POST', service: 'sqs', region: 'us-east-1', headers, body },
        credentials,
        now,
      );
      // Only S3 needs the checksum as a header.
      const signer = new SignatureV4({
        service: 'sqs',
        region: 'us-east-1',
        sha256: Sha256,
        credentials,
        applyChecksum: false,
      });
      const theirs = await signer.sign(
        {
          method: 'POST',
          protocol: 'http:',
          hostname: '127.0.0.1',
          port: 5000,
          path: url.pathname,
          query: {},
          headers: { ...headers, host: '127.0.0.1:5000' },
          body,
        },
        { signingDate: new Date(now) },
      );
      expect({ ...ours, host: url.host }).toEqual(theirs.headers);
    }),
    { numRuns: 50 },
  );
});
