/** The contract, so that a contract file needs one import and no AWS client comes with it. */
export {
  type AnyJob,
  ContractError,
  type ContractErrorCode,
  defineJob,
  definePlatform,
  ENV,
  EXIT,
  type Job,
  type Manifest,
  type Platform,
  type Schema,
  unchecked,
} from '@batchwright/model/contract';
