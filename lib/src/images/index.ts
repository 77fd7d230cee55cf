export { JobRepository, type JobRepositoryProps } from './job-repository';
