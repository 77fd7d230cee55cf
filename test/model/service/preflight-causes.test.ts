import { parseEcrImage } from '@batchwright/model/service';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const DIGEST = `sha256:${'a'.repeat(64)}`;

test.each([
  [`${HOST}/work:v1`, { repository: 'work', tag: 'v1' }],
  [`${HOST}/team/work`, { repository: 'team/work', tag: 'latest' }],
  [`${HOST}/work@${DIGEST}`, { repository: 'work', digest: DIGEST }],
  [`${HOST}/work:v1@${DIGEST}`, { repository: 'work', digest: DIGEST }],
])('%s is taken apart', (image, parts) => {
  expect(parseEcrImage(image)).toEqual({ account: '123456789012', region: 'eu-west-1', ...parts });
});

test.each(['busybox:1', 'public.ecr.aws/docker/library/busybox:1', `${HOST}`, 'ghcr.io/a/b:1'])(
  '%s is of no registry that can be asked',
  (image) => {
    expect(parseEcrImage(image)).toBeUndefined();
  },
);
