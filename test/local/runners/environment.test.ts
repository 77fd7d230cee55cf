import fc from 'fast-check';
import { jobEnvironment } from '../../../local/src/runners/process/environment';

const job = {
  aws: { endpoint: 'http://127.0.0.1:1', region: 'eu-west-1', accessKeyId: 'LOCAL', secretAccessKey: 'secret' },
  path: '/usr/bin',
  home: '/job',
  tmp: '/job/tmp',
  image: {},
  user: [],
  secrets: [],
  batch: { AWS_BATCH_JOB_ID: 'id' },
};

test('a later source of a variable wins: image, definition and submission, secrets, the service', () => {
  const environment = jobEnvironment({
    ...job,
    image: { A: 'image', B: 'image', C: 'image', PATH: '/image/bin' },
    user: [
      { name: 'B', value: 'user' },
      { name: 'C', value: 'user' },
      { name: 'AWS_BATCH_JOB_ID', value: 'user' },
    ],
    secrets: [{ name: 'C', value: 'secret' }],
  });
  expect(environment).toMatchObject({
    A: 'image',
    B: 'user',
    C: 'secret',
    AWS_BATCH_JOB_ID: 'id',
    PATH: '/image/bin:/usr/bin',
    HOME: '/job',
    TMPDIR: '/job/tmp',
  });
});

test('no variable of a definition, an image or a secret leads an AWS client away', () => {
  const names = fc.constantFrom(
    'AWS_ENDPOINT_URL',
    'AWS_ENDPOINT_URL_S3',
    'AWS_ENDPOINT_URL_BATCH',
    'AWS_PROFILE',
    'AWS_DEFAULT_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_ROLE_ARN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONFIG_FILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_EC2_METADATA_DISABLED',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  );
  const variables = fc.array(fc.record({ name: names, value: fc.constant('elsewhere') }));
  fc.assert(
    fc.property(variables, variables, variables, (user, secrets, image) => {
      const environment = jobEnvironment({
        ...job,
        user,
        secrets,
        image: Object.fromEntries(image.map(({ name, value }) => [name, value])),
      });
      expect(environment).toEqual(jobEnvironment(job));
    }),
  );
});
