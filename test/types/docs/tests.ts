// An example of the guide, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { type Local, startLocal } from '@batchwright/local';

let local: Local;
beforeAll(async () => {
  local = await startLocal({ from: 'cdk.out' });
});
afterAll(() => local.stop());

export const environment = () => local.env;
