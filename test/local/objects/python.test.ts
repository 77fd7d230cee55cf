import { join } from 'node:path';
import { runPython, testWithBoto3 } from './boto3';
import { localS3 } from './s3';

testWithBoto3(
  'an unmodified boto3 finds the S3 that it knows',
  async () => {
    const s3 = await localS3();
    try {
      const { accessKeyId, secretAccessKey } = s3.credentials;
      const script = join(__dirname, 'fixtures', 's3_client.py');
      const output = await runPython(script, [s3.endpoint, accessKeyId, secretAccessKey]);
      expect(output.trim().split('\n').at(-1)).toBe('done');
      expect(output.match(/^ok /gm)?.length).toBeGreaterThan(40);
    } finally {
      await s3.close();
    }
  },
  120_000,
);
