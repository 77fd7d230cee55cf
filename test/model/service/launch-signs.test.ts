import { environmentOfCluster, isGroupOf } from '@batchwright/model/service';

const UUID = '640012bd-4e90-3f19-9dd2-c09a23dc923d';

test.each([
  [`AWSBatch-spot-asg-${UUID}`, true],
  [`spot-asg-${UUID}`, true],
  [`AWSBatch-spot-2-asg-${UUID}`, false],
  [`other-spot-asg-${UUID}`, false],
])('the group %s is that of the environment "spot": %p', (group, own) => {
  expect(isGroupOf('spot', group)).toBe(own);
});

test.each([
  [`arn:aws:ecs:us-east-1:1:cluster/p-spot_Batch_${UUID}`, 'p-spot'],
  [`arn:aws:ecs:us-east-1:1:container-instance/a_Batch_b_Batch_${UUID}/0123abcd`, 'a_Batch_b'],
  [`arn:aws:ecs:us-east-1:1:task/spot_Batch_${UUID}/0123abcd`, 'spot'],
  ['arn:aws:ecs:us-east-1:1:cluster/mine', undefined],
  ['arn:aws:ecs:us-east-1:1:container-instance/0123abcd', undefined],
])('the environment of %s is %p', (arn, name) => {
  expect(environmentOfCluster(arn)).toBe(name);
});
