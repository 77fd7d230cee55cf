import { parametersEndpoint, readParameters } from '../../../runtime/src/aws';
import { virtualClock } from '../clock';
import { type Answer, type Call, scriptedServer, testClient } from '../scripted-server';

async function read(answer: (call: Call) => Answer, options: object = {}) {
  const server = await scriptedServer(answer);
  const clock = virtualClock();
  const client = testClient(server.endpoint, options);
  const found = await readParameters(client, server.endpoint, '/batchwright/photos', clock, () => 0.5).then(
    (map) => ({ map, error: undefined }),
    (error: unknown) => ({ map: undefined, error }),
  );
  await server.close();
  return { ...found, calls: server.calls, clock };
}

const page = (names: string[], NextToken?: string): Answer => ({
  body: { Parameters: names.map((Name) => ({ Name, Value: `value of ${Name}` })), NextToken },
});

test('parameters are read page by page, signed for Systems Manager', async () => {
  const { map, calls } = await read(({ before }) => (before === 0 ? page(['/a'], 'more') : page(['/b'])));
  expect(map).toEqual(
    new Map([
      ['/a', 'value of /a'],
      ['/b', 'value of /b'],
    ]),
  );
  expect(calls.map(({ body }) => body)).toEqual([
    { Path: '/batchwright/photos', Recursive: true },
    { Path: '/batchwright/photos', Recursive: true, NextToken: 'more' },
  ]);
  expect(calls[0]).toMatchObject({
    operation: 'AmazonSSM.GetParametersByPath',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      authorization: expect.stringMatching(/AKIATEST\/\d{8}\/us-east-1\/ssm\/aws4_request/),
    },
  });
});

test.each<[string, Answer]>([
  ['throttling', { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } }],
  ['a 500', { status: 500, body: {} }],
  ['a page of a proxy', { status: 502, body: '<html>' }],
  ['a broken connection', 'reset'],
])('%s is tried again', async (_what, fault) => {
  const { map, calls, clock } = await read(({ before }) => (before < 2 ? fault : page(['/a'])));
  expect([...(map ?? [])]).toHaveLength(1);
  expect(calls).toHaveLength(3);
  expect(clock.slept).toHaveLength(2);
});

test('rejects what does not pass, after a few tries', async () => {
  const { error, calls } = await read(() => ({ status: 500, body: {} }));
  expect(error).toMatchObject({ code: 'UNAVAILABLE', operation: 'GetParametersByPath' });
  expect(calls).toHaveLength(4);
});

test('rejects a refusal at once, in the words of the service', async () => {
  const { error, calls } = await read(() => ({
    status: 400,
    body: { __type: 'com.amazon#AccessDeniedException', message: 'User x is not authorized' },
  }));
  expect(error).toMatchObject({ code: 'REFUSED', awsCode: 'AccessDeniedException' });
  expect((error as Error).message).toContain('User x is not authorized');
  expect(calls).toHaveLength(1);
});

test('rejects missing credentials by what to do', async () => {
  const { error } = await read(() => page([]), {
    credentials: async () => {
      throw Object.assign(new Error('Could not load credentials from any providers'), {
        name: 'CredentialsProviderError',
      });
    },
  });
  expect(error).toMatchObject({ code: 'CREDENTIALS_MISSING', message: expect.stringContaining('AWS_PROFILE') });
});

const client = (options: object) => testClient(undefined as never, { endpoint: undefined, ...options });

test.each([
  ['us-east-1', {}, 'https://ssm.us-east-1.amazonaws.com'],
  ['cn-north-1', {}, 'https://ssm.cn-north-1.amazonaws.com.cn'],
  ['us-gov-west-1', {}, 'https://ssm.us-gov-west-1.amazonaws.com'],
  ['us-east-1', { useFipsEndpoint: true }, 'https://ssm-fips.us-east-1.amazonaws.com'],
  ['us-east-1', { useDualstackEndpoint: true }, 'https://ssm.us-east-1.api.aws'],
])('Systems Manager of %s %j is at %s', async (region, options, expected) => {
  expect(await parametersEndpoint(client({ region, ...options }), undefined, {})).toBe(expected);
});

test('an endpoint that is given comes first, then a local client’s own, then the environment', async () => {
  const env = { AWS_ENDPOINT_URL_SSM: 'http://ssm', AWS_ENDPOINT_URL: 'http://all' };
  expect(await parametersEndpoint(client({}), 'http://given', env)).toBe('http://given');
  expect(await parametersEndpoint(testClient('http://127.0.0.1:4566'), undefined, env)).toBe('http://127.0.0.1:4566');
  expect(
    await parametersEndpoint(testClient('https://vpce-1.batch.us-east-1.vpce.amazonaws.com'), undefined, env),
  ).toBe('http://ssm');
  expect(await parametersEndpoint(client({}), undefined, { AWS_ENDPOINT_URL: 'http://all' })).toBe('http://all');
  const ignored = { ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
  expect(await parametersEndpoint(client({}), undefined, ignored)).toBe('https://ssm.us-east-1.amazonaws.com');
});
