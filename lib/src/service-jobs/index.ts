export type { InstanceCounts } from './capacity';
export type { QuotaShareProps } from './quota-share';
export { SageMakerQueue, type SageMakerQueueProps } from './sagemaker-queue';
export { ServiceEnvironment, type ServiceEnvironmentProps } from './service-environment';
